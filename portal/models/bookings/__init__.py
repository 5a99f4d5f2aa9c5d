"""Tables of slots, reservations, waiting lists and capacity."""
