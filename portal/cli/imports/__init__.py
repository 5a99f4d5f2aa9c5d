"""What was filed elsewhere, and the registers of the city."""
