"""`kakanai-reader`: the card agent of a counter's computer."""

# Only the standard library: it is handed out as one file (D294).
