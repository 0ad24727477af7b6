"""What lies on disk, and what made it."""
