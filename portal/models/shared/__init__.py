"""Tables used by all rooms."""
