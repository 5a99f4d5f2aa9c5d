"""Print on a visitor's paper, read for the clerk to compare."""
