"""Adapters by settings; None if none."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy.exc import ArgumentError

from forms.city.city import City
from integrations.advisers.embedded import Embedded
from integrations.attributes.fake import FakeAttributes
from integrations.corporations.mock.app import ID as MOCK_CORPORATIONS
from integrations.corporations.mock.app import PATH as CORPORATIONS_PATH
from integrations.corporations.number_file import NumberFile
from integrations.corporations.web_api import API as API_OF_CORPORATIONS
from integrations.corporations.web_api import CorporationWebApi
from integrations.exports.bucket_delivery import BucketDelivery
from integrations.exports.folder_delivery import FolderDelivery
from integrations.http import Transport
from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.client_key import load_or_create_client_key
from integrations.identity.das import DasProvider, DasSettings
from integrations.identity.gbizid import Gbizid, GbizidSettings
from integrations.identity.staff_oidc import StaffOidc, StaffOidcSettings
from integrations.line.fake import FakeMessenger
from integrations.line.messaging_api import API, LineMessenger
from integrations.line.rich_menu import API_DATA, LineMenus
from integrations.line.webhook import LineWebhooks
from integrations.locks.embedded import Embedded as EmbeddedLocks
from integrations.locks.remotelock import API as LOCKS_API
from integrations.locks.remotelock import SIGN_IN as LOCKS_SIGN_IN
from integrations.locks.remotelock import RemoteLock, RemoteLockSettings
from integrations.mail.fake import FakeMailer
from integrations.mail.message import Sender
from integrations.mail.smtp import SmtpMailer, SmtpSettings
from integrations.payments.debit_page import DebitPage, DebitPageSettings
from integrations.payments.hosted_page import HostedPage, HostedPageSettings
from integrations.payments.mock import DEBIT_PATH, STRIPE_PATH
from integrations.payments.mock import PATH as PAYMENTS_PATH
from integrations.payments.shop_file import ShopFile
from integrations.payments.shop_file_layout import layout_of
from integrations.payments.stripe import API as STRIPE_API
from integrations.payments.stripe import METHODS, PAGES, Stripe, StripeSettings
from integrations.reading.tesseract import Tesseract
from integrations.register.city_people import CityPeople
from integrations.register.extract import Extract
from integrations.register.link_file import LinkFile
from integrations.register.view import View
from integrations.scanning.clamav import ClamavScanner
from integrations.scanning.fake import FakeScanner
from integrations.sms.twilio import API as SMS_API
from integrations.sms.twilio import Twilio
from integrations.sockets.adviser_socket import Adviser
from integrations.sockets.company_socket import CompanyProvider
from integrations.sockets.corporation_socket import CorporationRegister
from integrations.sockets.debit_socket import DebitRegistrar
from integrations.sockets.delivery_socket import Delivery
from integrations.sockets.interfaces import AttributeSource, IdentityProvider, Scanner
from integrations.sockets.lock_socket import Locks
from integrations.sockets.notices import Alerts, Mailer, Menus, Messenger, Webhooks
from integrations.sockets.payment_socket import PaymentProvider
from integrations.sockets.reading_socket import TextReader
from integrations.sockets.register_socket import ResidentRegister, SerialLinks
from integrations.sockets.shop_file_socket import ShopFiles
from integrations.sockets.staff_socket import StaffProvider
from integrations.web_push.push_service import WebPush
from portal.clock import Clock
from portal.config import PRACTICE_AGENT, Settings
from portal.db import Database
from portal.errors import BadSetting
from portal.services.counter.reading_papers.printed_papers import load_papers
from portal.services.shared.spool import spool
from portal.wiring.practice import (
    MOCK_CLIENT,
    MOCK_GBIZID_CLIENT,
    MOCK_LINE_SECRET,
    MOCK_LINE_TOKEN,
    MOCK_LOCKS_CLIENT,
    MOCK_LOCKS_PATH,
    MOCK_LOCKS_SECRET,
    MOCK_MERCHANT,
    MOCK_SECRET,
    MOCK_SMS_ACCOUNT,
    MOCK_SMS_SENDER,
    MOCK_SMS_TOKEN,
    MOCK_STAFF_CLIENT,
    MOCK_STRIPE_KEY,
    MOCK_STRIPE_WEBHOOK,
    mock_gbizid_issuer,
    mock_issuer,
    mock_staff_issuer,
)
from portal.wiring.secret_of import secret_of
from portal.wiring.signatures import Practice, Signatures, wire_signatures
from portal.wiring.storage import bucket_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

CLIENT_KEY = "das-client.json"  # the city's key for all providers; named after its first use
WEB_PUSH_KEY = "web-push.pem"
_LEAST_TOKEN = 32
_LEAST_SECRET = 16


def wire_identity(settings: Settings) -> tuple[IdentityProvider | None, dict[str, object]]:
    if settings.identity == "none" or settings.zone == "inner":
        return None, {"keys": []}
    issuer = settings.das_issuer or (mock_issuer(settings) if settings.env != "production" else "")
    client = settings.das_client_id or (MOCK_CLIENT if settings.env != "production" else "")
    das = DasSettings(
        issuer, client, acr_values=settings.das_acr, acr_accepted=tuple(settings.das_acr.split()),
        reports_auth_time=settings.das_auth_time == "checked",
    )  # fmt: skip
    if settings.env == "production" and das.for_tests_only:
        raise BadSetting("KAKANAI_DAS_ISSUER names a test or sandbox provider; production needs the real one.")
    provider = DasProvider(das, Transport(), load_or_create_client_key(settings.data / "keys" / CLIENT_KEY))
    return provider, provider.public_jwks()


def wire_signing(settings: Settings, database: Database) -> Signatures:
    has_client = settings.identity == "das" and settings.zone != "inner"
    key = load_or_create_client_key(settings.data / "keys" / CLIENT_KEY) if has_client else None
    return wire_signatures(settings, key, practice_provider(settings), database)


def practice_provider(settings: Settings) -> Practice | None:
    if settings.env == "production":
        return None
    return Practice(mock_issuer(settings), MOCK_CLIENT, settings.mock_base_url)


def wire_staff_provider(settings: Settings) -> StaffProvider | None:
    """None: password and code only."""
    if settings.zone == "outer":
        return None
    issuer, client, secret = settings.staff_oidc_issuer, settings.staff_oidc_client_id, ""
    if settings.staff_oidc_secret_file:
        secret = secret_of(settings, "staff_oidc_secret_file")
    if not issuer and settings.env != "production":
        issuer, client, secret = mock_staff_issuer(settings), MOCK_STAFF_CLIENT, MOCK_SECRET
    if not issuer:
        return None
    how = StaffOidcSettings(
        issuer, client, secret, settings.staff_oidc_acr, login_claim=settings.staff_oidc_login_claim,
        groups_claim=settings.staff_oidc_groups_claim, reports_auth_time=settings.staff_oidc_auth_time == "checked",
    )  # fmt: skip
    return StaffOidc(how, Transport(), load_or_create_client_key(settings.data / "keys" / CLIENT_KEY))


def wire_company_provider(settings: Settings) -> CompanyProvider | None:
    """None: companies sign in by mail."""
    if settings.zone == "inner":
        return None
    issuer, client, secret = settings.gbizid_issuer, settings.gbizid_client_id, ""
    if settings.gbizid_secret_file:
        secret = secret_of(settings, "gbizid_secret_file")
    if not issuer and settings.env != "production":
        issuer, client, secret = mock_gbizid_issuer(settings), MOCK_GBIZID_CLIENT, MOCK_SECRET
    if not issuer:
        return None
    key = load_or_create_client_key(settings.data / "keys" / CLIENT_KEY)
    return Gbizid(GbizidSettings(issuer, client, secret), Transport(), key)


def wire_corporations(settings: Settings) -> CorporationRegister | None:
    if settings.corporations == "web-api":
        return CorporationWebApi(API_OF_CORPORATIONS, secret_of(settings, "corporations_id_file"), Transport(timeout=5))
    if settings.corporations == "file":
        return NumberFile(Path(settings.corporations_file))
    practice = settings.env != "production" and settings.corporations == "auto" and settings.zone != "inner"
    address = settings.mock_base_url + CORPORATIONS_PATH
    return CorporationWebApi(address, MOCK_CORPORATIONS, Transport(timeout=5)) if practice else None


def wire_card_agent(settings: Settings) -> LoopbackAgent | None:
    practice = f"http://127.0.0.1:{settings.mock_port or settings.port + 1}{PRACTICE_AGENT}"
    address = settings.card_agent or (practice if settings.env != "production" else "")
    if settings.zone == "outer" or not address:
        return None
    key = load_or_create_client_key(settings.data / "keys" / CLIENT_KEY)
    return LoopbackAgent(address, settings.base_url, key, fake=settings.env != "production")


def wire_scanner(settings: Settings) -> Scanner | None:
    """None: no file is accepted."""
    if settings.scanner == "clamav":
        return ClamavScanner(settings.scanner_address)
    practice = settings.env != "production"
    return FakeScanner() if practice and settings.scanner != "none" else None


def wire_reader(settings: Settings) -> TextReader | None:
    """Raises Refused for a file of printed papers."""
    reader, demo = Tesseract(), settings.reader == "auto" and settings.env == "demo"
    if settings.reader != "tesseract" and not (demo and reader.ready()):
        return None
    load_papers(settings.printed_papers)
    return reader


def wire_adviser(settings: Settings) -> Adviser | None:
    return Embedded() if settings.adviser == "embedded" else None


def wire_payments(settings: Settings, clock: Clock) -> PaymentProvider | None:
    """None: fees at the counter. The inner zone calls nothing outside."""
    practice = settings.env != "production"
    if settings.payments == "stripe" and settings.zone != "inner":
        return Stripe(_stripe(settings), Transport())
    enabled = settings.payments == "hosted-page" or (settings.payments == "auto" and practice)
    if settings.zone == "inner" or not enabled:
        return None
    if settings.payments_address:
        address, merchant, secret = settings.payments_address, settings.payments_merchant, _payments_secret(settings)
    else:
        address, merchant, secret = settings.mock_base_url + PAYMENTS_PATH, MOCK_MERCHANT, MOCK_SECRET
    return HostedPage(HostedPageSettings(address.rstrip("/"), merchant, secret.encode()), Transport(), clock.now)


def _stripe(settings: Settings) -> StripeSettings:
    methods = tuple(settings.payments_methods.split())
    if not methods or not set(methods) <= set(METHODS):
        raise BadSetting(f"KAKANAI_PAYMENTS_METHODS: {', '.join(METHODS)}, separated by blanks.")
    if not settings.payments_secret_file and settings.env != "production":
        address = settings.mock_base_url + STRIPE_PATH
        return StripeSettings(MOCK_STRIPE_KEY, MOCK_STRIPE_WEBHOOK, methods, address, settings.mock_base_url)
    key, webhook = _payments_secret(settings), secret_of(settings, "payments_webhook_secret_file")
    if settings.env == "production" and "_test_" in key[:12]:
        raise BadSetting("KAKANAI_PAYMENTS_SECRET_FILE holds a key of Stripe's test mode; production needs a live one.")
    if not webhook.startswith("whsec_"):
        raise BadSetting("KAKANAI_PAYMENTS_WEBHOOK_SECRET_FILE: not a secret of a webhook (whsec_…).")
    address = settings.payments_address.rstrip("/")
    return StripeSettings(key, webhook, methods, address or STRIPE_API, address or PAGES)


def _payments_secret(settings: Settings) -> str:
    secret = secret_of(settings, "payments_secret_file")
    if len(secret) < _LEAST_SECRET:
        raise BadSetting("KAKANAI_PAYMENTS_SECRET_FILE: the secret is missing or shorter than 16 characters.")
    return secret


def wire_shop_files(settings: Settings) -> ShopFiles | None:
    """Raises Refused."""
    name = settings.shop_payment_file or ("densan" if settings.env != "production" else "")
    return ShopFile(layout_of(name)) if name and settings.zone != "outer" else None


def wire_debits(settings: Settings, clock: Clock) -> DebitRegistrar | None:
    # None: by the paper form alone. What a bank reports is not carried between zones.
    if settings.zone != "single" or not (settings.debits_address or settings.env != "production"):
        return None
    if settings.debits_address:
        secret = secret_of(settings, "debits_secret_file")
        if len(secret) < _LEAST_SECRET:
            raise BadSetting(f"KAKANAI_DEBITS_SECRET_FILE: the secret is shorter than {_LEAST_SECRET} characters.")
        how = DebitPageSettings(settings.debits_address.rstrip("/"), settings.debits_merchant, secret.encode())
    else:
        how = DebitPageSettings(settings.mock_base_url + DEBIT_PATH, MOCK_MERCHANT, MOCK_SECRET.encode())
    return DebitPage(how, Transport(), clock.now)


def wire_mailer(settings: Settings, city: City, clock: Clock) -> Mailer | None:
    """None: addresses cannot be added."""
    if settings.mail == "none":
        return None
    if settings.mail == "fake" or not settings.mail_host:
        return FakeMailer() if settings.env != "production" else None
    how = SmtpSettings(
        settings.mail_host,
        settings.mail_port,
        settings.mail_tls,
        settings.mail_user,
        secret_of(settings, "mail_password_file"),
    )
    # The city's name may be an edition's, which is laid later.
    return SmtpMailer(
        how, lambda: Sender(settings.mail_from, settings.mail_name or city.name, settings.mail_bounces), clock.now
    )


def wire_line(settings: Settings) -> tuple[Messenger | None, Webhooks | None]:
    if settings.line == "none" or settings.zone == "inner":
        return None, None
    if settings.line_token_file:
        token, secret = secret_of(settings, "line_token_file"), secret_of(settings, "line_secret_file")
        return LineMessenger(Transport(), settings.line_api or API, token), LineWebhooks(secret)
    if settings.env == "demo":
        base = settings.line_api or settings.mock_base_url
        return LineMessenger(Transport(timeout=5), base, MOCK_LINE_TOKEN), LineWebhooks(MOCK_LINE_SECRET)
    return (FakeMessenger(), LineWebhooks(MOCK_LINE_SECRET)) if settings.env == "test" else (None, None)


def wire_line_menus(settings: Settings) -> Menus | None:
    if settings.line == "none" or settings.zone == "inner":
        return None
    if settings.line_token_file:
        token, base = secret_of(settings, "line_token_file"), settings.line_api
        return LineMenus(Transport(), base or API, base or API_DATA, token)
    base = settings.line_api or settings.mock_base_url
    return LineMenus(Transport(timeout=5), base, base, MOCK_LINE_TOKEN) if settings.env == "demo" else None


def wire_texter(settings: Settings) -> Messenger | None:
    if settings.sms == "none" or settings.zone == "inner":
        return None
    if settings.sms_secret_file:
        secret = secret_of(settings, "sms_secret_file")
        return Twilio(Transport(), SMS_API, settings.sms_account, secret, settings.sms_sender)
    base = settings.mock_base_url
    return Twilio(Transport(timeout=5), base, MOCK_SMS_ACCOUNT, MOCK_SMS_TOKEN, MOCK_SMS_SENDER)


def wire_locks(settings: Settings) -> Locks | None:
    if settings.locks != "remotelock":
        return EmbeddedLocks() if settings.locks == "embedded" else None
    if settings.locks_secret_file:
        secret, api, sign_in = secret_of(settings, "locks_secret_file"), settings.locks_api, settings.locks_sign_in
        how = RemoteLockSettings(
            settings.locks_client, secret, (api or LOCKS_API).rstrip("/"), (sign_in or LOCKS_SIGN_IN).rstrip("/")
        )
        return RemoteLock(how, Transport())
    base = settings.locks_api or settings.mock_base_url + MOCK_LOCKS_PATH
    return RemoteLock(RemoteLockSettings(MOCK_LOCKS_CLIENT, MOCK_LOCKS_SECRET, base, base), Transport(timeout=5))


def wire_web_push(settings: Settings, clock: Clock) -> Alerts | None:
    # A new key would end every subscription.
    if settings.web_push == "none":
        return None
    key = load_or_create_client_key(settings.data / "keys" / WEB_PUSH_KEY)
    own = cast("EllipticCurvePrivateKey", key.private_key)  # it demands a private one
    subject = settings.resident_address or settings.base_url
    return WebPush(Transport(), own, subject, settings.web_push_hosts.split(), clock.now)


def token_of(settings: Settings) -> str:
    """Of /metrics for another machine. Raises BadSetting."""
    token = secret_of(settings, "metrics_token_file")
    if settings.metrics_token_file and (len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable()):
        raise BadSetting(
            f"KAKANAI_METRICS_TOKEN_FILE: at least {_LEAST_TOKEN} letters, digits and signs, for example of `openssl rand -hex 32`."
        )
    return token


def wire_attributes(settings: Settings, city: City, clock: Clock) -> AttributeSource | None:
    """There is no adapter of マイナポータル yet."""
    practice = settings.env != "production" and settings.zone != "inner"
    return FakeAttributes(lambda: city.people_on(clock.today())) if practice else None


def wire_register(settings: Settings, city: City, clock: Clock) -> ResidentRegister | None:
    """Zone outer never reaches the register."""
    if settings.zone == "outer":
        return None
    if settings.resident_register == "file":
        return Extract(Path(settings.register_file))
    if settings.resident_register == "view":
        try:
            return View(settings.register_url)
        except (ArgumentError, ValueError):  # the latter of a port that is no number
            raise BadSetting(
                "KAKANAI_REGISTER_URL is not a database address; example: postgresql://reader@host/name."
            ) from None
    # A laptop that was taken along reaches no register.
    auto = "people" if settings.env == "demo" and not settings.laptop else "none"
    chosen = auto if settings.resident_register == "auto" else settings.resident_register
    if chosen == "people" and settings.env != "production":
        return CityPeople(lambda: city.people_on(clock.today()))
    return None


def wire_delivery(settings: Settings) -> Delivery | None:
    if bucket := bucket_of(settings, "export"):
        return BucketDelivery(bucket, partial(spool, settings.data))
    return FolderDelivery(Path(settings.export_folder)) if settings.export_folder else None


def wire_links(settings: Settings, register: ResidentRegister | None) -> SerialLinks | None:
    """The fictional city has its own list."""
    if settings.link_file and settings.zone != "outer":
        return LinkFile(Path(settings.link_file))
    own = settings.city / "links.csv"
    return LinkFile(own) if isinstance(register, CityPeople) and own.exists() else None
