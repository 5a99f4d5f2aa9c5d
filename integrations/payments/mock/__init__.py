"""No money moves. Production refuses it."""

PATH = "/payments"
STRIPE_PATH = "/stripe"
DEBIT_PATH = "/debits"
