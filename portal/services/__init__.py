"""Use cases: one verb a file. They load through `store`, refuse with `errors`, and leave committing to the caller."""
