"""The facts of the field: outcomes, exports, subgroups, regulations, posts, places, periods and privacy."""
