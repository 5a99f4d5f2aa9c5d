"""Packages that are carried between the zones of one city by file, line or medium."""
