"""Tables of applicants' acts after sending."""
