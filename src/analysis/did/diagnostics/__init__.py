"""Diagnostics that can say no: what would have to be true for an estimate to be read as an effect."""
