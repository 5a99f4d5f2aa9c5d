"""What a person lets the service fetch of themselves (マイナポータル)."""
