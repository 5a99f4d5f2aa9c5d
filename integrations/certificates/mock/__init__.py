"""Refused by real stores."""

PATH = "/jpki"
