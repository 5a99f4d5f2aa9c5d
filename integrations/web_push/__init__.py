"""Messages in the browser (Web Push)."""
