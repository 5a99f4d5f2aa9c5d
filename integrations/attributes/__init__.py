"""Data that a person lets the service fetch (マイナポータル)."""
