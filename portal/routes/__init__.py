"""A route opens one unit of work and has no business rules."""
