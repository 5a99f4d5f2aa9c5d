"""A LINE platform for demo and tests: the Messaging API as it is documented, one telephone, and signed webhooks."""
