"""Difference-in-differences: designs, estimators, inference, diagnostics and the grade of the evidence."""
