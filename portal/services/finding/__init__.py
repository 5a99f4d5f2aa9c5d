"""Search, guides, public pages."""
