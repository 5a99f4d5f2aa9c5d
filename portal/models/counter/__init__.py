"""Tables of visits to a counter."""
