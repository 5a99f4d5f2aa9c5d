"""One case as its section works it."""
