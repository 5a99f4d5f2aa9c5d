"""State and data of an application after its submission."""
