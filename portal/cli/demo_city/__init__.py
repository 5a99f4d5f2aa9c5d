"""The fictional city's last months: cases made by the product's own acts, for the demo alone."""
