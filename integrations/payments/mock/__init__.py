"""No money moves. Production refuses it."""

PATH = "/payments"
STRIPE_PATH = "/stripe"
