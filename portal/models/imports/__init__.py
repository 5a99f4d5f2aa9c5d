"""Tables of application packages filed elsewhere, and their mappings."""
