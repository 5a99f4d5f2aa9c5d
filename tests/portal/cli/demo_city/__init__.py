"""The demo's city and its way back."""
