"""A joint installation (共同利用): several cities in one process."""
