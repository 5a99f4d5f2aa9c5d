"""番号札: taken in a hall, called from a desk."""
