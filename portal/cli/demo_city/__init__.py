"""The fictional city's last months, made by the product's own acts."""
