"""Pages by room. A route opens one unit of work and contains no business rules."""
