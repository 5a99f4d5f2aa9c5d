"""No door opens. Production refuses it."""
