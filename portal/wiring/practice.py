from portal.config import Settings

MOCK_REALM = "/api/realms/main"
MOCK_CLIENT = "RP00000001"
MOCK_STAFF_REALM = "/realms/staff"
MOCK_STAFF_CLIENT = "kakanai"
MOCK_GBIZID_REALM = "/oauth/"  # the real one's path
MOCK_GBIZID_CLIENT = "kakanai"
MOCK_MERCHANT = "MIHON"
# Public, as the mock moves no money and production has neither.
MOCK_SECRET = "for practice only"
# Of the mock of Stripe's test mode.
MOCK_STRIPE_KEY, MOCK_STRIPE_WEBHOOK = "sk_test_for_practice_only", "whsec_for_practice_only"
# Of the mock LINE platform; public too.
MOCK_LINE_TOKEN, MOCK_LINE_SECRET = "mock-line-token", "mock-line-secret"
MOCK_LINE_LOGIN, MOCK_LINE_CHANNEL, MOCK_LINE_LOGIN_SECRET = (
    "/line-login",
    "1234567890",
    "mock-line-login-secret-of-32-byte",
)

# Of the mock of Twilio.
MOCK_SMS_ACCOUNT, MOCK_SMS_TOKEN, MOCK_SMS_SENDER = "ACmock", "mock-sms-token", "+815000000000"

# Of the mock of RemoteLOCK.
MOCK_LOCKS_PATH, MOCK_LOCKS_CLIENT, MOCK_LOCKS_SECRET = "/locks", "mock-locks", "mock-locks-secret"

# Of the mock of a city's token server, and its one machine.
MOCK_TOKENS_PATH, MOCK_MACHINE = "/token-server", "mock-machine"


def mock_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_REALM


def mock_staff_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_STAFF_REALM


def mock_gbizid_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_GBIZID_REALM


def mock_token_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_TOKENS_PATH


def mock_line_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_LINE_LOGIN
