"""What a resident can be asked: one module per reason, found by `portal/services/my_cases/open_requests.py`."""
