"""Errors, intervals and tests: large samples, few clusters, bootstraps."""
