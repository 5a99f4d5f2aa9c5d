"""Search, guides, the public pages of procedures."""
