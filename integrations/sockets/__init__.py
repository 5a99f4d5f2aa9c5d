"""By kind of neighbour."""
