"""From comparable units to a graded claim."""
