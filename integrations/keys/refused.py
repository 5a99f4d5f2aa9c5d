class KeysRefused(Exception):
    """The message never quotes a key."""
