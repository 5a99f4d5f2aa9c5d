"""The Web-API for demo and tests."""
