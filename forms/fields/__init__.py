"""One file per field type, named by its id."""
