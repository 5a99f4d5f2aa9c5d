"""What a key file or a token is refused for."""


class KeysRefused(Exception):
    """The message never quotes a key."""
