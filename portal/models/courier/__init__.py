"""Tables of packages between the outer and the inner zone."""
