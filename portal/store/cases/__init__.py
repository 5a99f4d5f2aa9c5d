"""An application after its submission."""
