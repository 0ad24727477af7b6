"""From results to a report: words, figures, tables and the page."""
