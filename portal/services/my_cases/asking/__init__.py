"""One module per reason to ask a resident (`portal/services/my_cases/open_requests.py`)."""
