"""What stands for the world outside in demo and test. Known to everybody, and worth nothing anywhere else."""

from portal.config import Settings

MOCK_REALM = "/api/realms/main"
MOCK_CLIENT = "RP00000001"
MOCK_STAFF_REALM = "/realms/staff"
MOCK_STAFF_CLIENT = "kakanai"
MOCK_MERCHANT = "MIHON"
# Known to everybody, as the mock is: it is for money that does not move, and production has neither.
MOCK_SECRET = "for practice only"
# Of the mock LINE platform: known to everybody, and worth nothing anywhere else.
MOCK_LINE_TOKEN, MOCK_LINE_SECRET = "mock-line-token", "mock-line-secret"


def mock_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_REALM


def mock_staff_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_STAFF_REALM
