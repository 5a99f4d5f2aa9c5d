"""Export files made from layouts."""
