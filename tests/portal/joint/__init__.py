"""A joint installation: several cities in one process."""
