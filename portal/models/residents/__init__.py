"""Tables of residents: sign-in, contacts, protection."""
