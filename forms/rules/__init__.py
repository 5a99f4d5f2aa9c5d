"""The typed language of rules: one line of Python's expression grammar, checked when loaded, bounded when run."""
