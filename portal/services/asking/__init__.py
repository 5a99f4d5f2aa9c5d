"""What a resident can be asked to do now: one file for each reason, found by `portal/services/asked_now.py`, which says
what such a file has."""
