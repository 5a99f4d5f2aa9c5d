"""Tables of disposal and legal holds."""
