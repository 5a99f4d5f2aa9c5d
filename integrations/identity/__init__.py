"""Adapters that authenticate people."""
