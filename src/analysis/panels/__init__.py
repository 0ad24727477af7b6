"""From valid tables to comparable units: panels, careers and services still open."""
