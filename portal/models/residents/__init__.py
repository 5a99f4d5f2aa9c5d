"""Sign-in, contacts, protection."""
