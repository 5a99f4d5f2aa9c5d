"""Japanese text: readings, variants, written days and numbers."""
