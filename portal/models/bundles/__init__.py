"""Tables of procedures filed together."""
