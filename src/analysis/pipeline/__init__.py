"""How a cycle is run: its stages, what of the last run still holds, and what is published."""
