"""No money moves. Production refuses it."""

PATH = "/payments"
