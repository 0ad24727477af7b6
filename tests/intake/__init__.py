"""Tests of :mod:`analysis.intake`; a package, so that no benchmark of that name is taken for it."""
