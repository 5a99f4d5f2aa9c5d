"""One module per reason (`open_requests.py`)."""
