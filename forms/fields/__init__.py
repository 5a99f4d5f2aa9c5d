"""One file per field type; the file's name is the type's id."""
