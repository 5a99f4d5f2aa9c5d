"""Tables for all rooms."""
