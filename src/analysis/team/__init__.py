"""What people decided, before and after: the plan, recommendations, sign-off, changes since the last cycle."""
