"""Estimators of a design: each has a `fit` that returns a result."""
