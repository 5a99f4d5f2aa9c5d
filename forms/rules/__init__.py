"""The typed language of rules: a subset of Python's expressions in one line, checked at load time, bounded at run time."""
