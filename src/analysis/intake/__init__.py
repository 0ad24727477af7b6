"""From raw exports to validated tables, with an account of every row."""
