"""Use cases: one verb a file."""

# They load through `store`, refuse with `errors`, and leave committing to the caller.

# What runs "outside a unit" takes long: an open unit would make every writer wait.
