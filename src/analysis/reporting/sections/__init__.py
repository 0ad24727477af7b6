"""Sections of the report, one file each: functions from a writer to a block."""
