"""A practice payment provider: no money moves. Production refuses it."""

PATH = "/payments"
