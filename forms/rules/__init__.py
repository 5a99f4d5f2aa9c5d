"""The typed language of rules: a subset of Python's expressions, checked when loaded, bounded when run."""
