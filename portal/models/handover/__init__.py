"""Tables of hand-overs to core systems."""
