"""Settings: variables KAKANAI_…, read once, frozen. Knows no room of the portal but its refusals."""

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.errors import BadSetting

TREE = Path(__file__).resolve().parent.parent
# In issuers at which nobody's card is real. Names of hosts are the same in any case of letters.
_SCANNER = re.compile(
    r"/.+|(\[[0-9a-fA-F:.]+\]|[^:/\s]+):([1-9][0-9]{0,3}|[1-5][0-9]{4})"
)  # a port below those lent out
_PRACTICE = ("sb-auth-and-sign", "sandbox", "localhost", "127.0.0.1", "[::1]")
# Beside the practice card provider, on its port.
PRACTICE_AGENT = "/card-agent"
_AGENT = re.compile(rf"http://127\.0\.0\.1:[1-9][0-9]{{0,4}}({PRACTICE_AGENT})?")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST_BOUNCES = 27  # of the 64 before an @ (RFC 5321 4.5.3.1.1) a mail's own id takes 37
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}")
_LINE_ID = re.compile(r"@[a-z0-9._-]{3,30}")


class Settings(BaseSettings):
    """Every setting is one variable; the table in docs/settings.md is kept true by a test."""

    model_config = SettingsConfigDict(env_prefix="KAKANAI_", frozen=True, extra="forbid")

    env: Literal["demo", "test", "production"] = Field("production", description="demo, test or production")
    zone: Literal["single", "outer", "inner"] = Field(
        "single", description="outer: internet, no register; inner: counter and desks; single: both in one"
    )
    data: Path = Field(Path("var"), description="folder for keys, the SQLite file and finished exports")
    database_url: str = Field("", description="SQLAlchemy address; empty: SQLite in the data folder")
    city: Path = Field(TREE / "forms" / "cities" / "mihon", description="folder of the city's own files")
    procedures: Path = Field(TREE / "forms" / "procedures", description="folder of the procedure definitions")
    layouts: Path = Field(TREE / "integrations" / "exports" / "layouts", description="folder of the export layouts")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on (PORT is understood too)")
    mock_port: int = Field(
        0, ge=0, le=65535, description="port of the mock card provider, payments and LINE; 0: port + 1"
    )
    public_url: str = Field("", description="address that residents see; empty: http://<host>:<port>")
    identity: Literal["das", "none"] = Field(
        "das", description="card sign-in: das (デジタル認証アプリサービスAPI) or none"
    )
    das_issuer: str = Field("", description="issuer of the card provider, exactly as it names itself")
    das_client_id: str = Field("", description="client id that the card provider gave this service")
    das_acr: str = Field("aal3", description="acr asked of the card provider [U: meaning of each value unconfirmed]")
    signing: Literal["auto", "das", "none"] = Field(
        "auto",
        description="signatures by card: das (署名API of the card provider); auto: the mock in demo and test, none in production",
    )
    signing_transactions: str = Field(
        "", description="address of 署名API; empty: /api/sign-transactions at the host of the issuer"
    )
    signing_trust: str = Field(
        "", description="folder with the authorities that are trusted: sign/ and auth/, a certificate a file"
    )
    signing_pins: str = Field(
        "", description="SHA-256 of every certificate of that folder, no more and no fewer; spaces between"
    )
    signing_environment: Literal["prod", "test"] = Field("prod", description="for which cards that folder is")
    signing_revocation: Literal["crl-folder", "crl-http", "ocsp", "none"] = Field(
        "none", description="who knows which certificates lost effect: lists in a folder, lists over HTTP, a responder"
    )
    signing_revocation_at: str = Field(
        "", description="the folder, or the addresses (spaces between), or the responder's address"
    )
    signing_terms: str = Field(
        "",
        description="file (YAML) with what the contract of 署名API and real cards say otherwise; see card-gateway.md",
    )
    staff_oidc_issuer: str = Field(
        "",
        description="issuer of the city's own provider, at which staff sign in; empty: the mock in demo and test, else none",
    )
    staff_oidc_client_id: str = Field("", description="client id that the city's provider gave this service")
    staff_oidc_secret_file: str = Field(
        "", description="file with the client's secret, and nothing else; empty: private_key_jwt by our own key"
    )
    staff_oidc_acr: str = Field("", description="acr asked of the city's provider, one of which must come back")
    staff_oidc_login_claim: str = Field(
        "preferred_username", description="claim of the id token that holds the login of staff"
    )
    staff_oidc_groups_claim: str = Field("groups", description="claim of the id token that holds the groups of staff")
    card_agent: str = Field(
        "",
        description="address of the card agent on the computers of the counter, http://127.0.0.1:<port>; empty: the mock's in demo and test, else none",
    )
    resident_register: Literal["auto", "people", "file", "none"] = Field(
        "auto",
        description="plug of the resident register; people: the fictional city's; file: an extract; auto: people in the demo, else none; zone outer has none and refuses one",
    )
    link_file: str = Field(
        "",
        description="番号紐付情報 (CSV: 発行番号,宛名番号), where the city has one; empty: links.csv of the fictional city with its people, else none; never in zone outer",
    )
    register_file: str = Field("", description="the extract (CSV) that `file` reads; see register.md")
    scanner: Literal["auto", "clamav", "fake", "none"] = Field(
        "auto",
        description="virus scanner; auto: fake in demo and test, none in production; with none no file is taken in",
    )
    scanner_address: str = Field("/run/clamav/clamd.ctl", description="clamd: path of its unix socket, or host:port")
    payments: Literal["auto", "hosted-page", "none"] = Field(
        "auto",
        description="payment provider; auto: the mock in demo and test, none in production; with none fees are paid at the counter",
    )
    payments_address: str = Field("", description="address of the payment provider, without a slash at its end")
    payments_merchant: str = Field("", description="what the payment provider calls this city")
    payments_secret_file: str = Field(
        "", description="file with the secret shared with the payment provider, and nothing else"
    )
    payment_days: int = Field(14, ge=1, description="days in which a fee is to be paid")
    paper_days: int = Field(
        30,
        ge=1,
        le=366,
        description="days in which a paper may follow an application, where its definition says no number",
    )
    invitations: Literal["auto", "stored", "fake"] = Field(
        "auto",
        description="invitations to procedures; auto: stored (letters with codes) in demo and production, fake in test",
    )
    mail: Literal["auto", "smtp", "fake", "none"] = Field(
        "auto", description="mail; auto: smtp where there is a host, else fake in demo and test, none in production"
    )
    mail_host: str = Field("", description="mail server that takes our mail in")
    mail_port: int = Field(587, ge=1, le=65535, description="its port: 587 with starttls, 465 with tls")
    mail_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="encryption on the way to it; none: only to this same machine in production"
    )
    mail_user: str = Field("", description="name to sign in with; empty: without signing in")
    mail_password_file: str = Field("", description="file with the password, and nothing else")
    mail_from: str = Field("", description="sender's address of all mail")
    mail_name: str = Field("", description="sender's name that people see; empty: the city's")
    mail_bounces: str = Field("", description="mailbox for mail that came back; empty: sender's")
    line: Literal["auto", "none"] = Field(
        "auto",
        description="LINE; auto: where there is a token, else the mock in demo, a fake in test, none in production",
    )
    line_api: str = Field("", description="address of the Messaging API; empty: LINE's own")
    line_token_file: str = Field("", description="file with the channel's access token, and nothing else")
    line_secret_file: str = Field(
        "", description="file with the channel's secret, by which LINE signs what it posts to us"
    )
    line_account: str = Field("", description="the account's LINE ID that residents add, for example @mihon")
    now: datetime | None = Field(None, description="demo and test: the clock starts here (with UTC offset)")
    staff_idle_minutes: int = Field(30, ge=1, description="minutes after which an idle staff session ends")
    resident_idle_minutes: int = Field(60, ge=5, description="minutes after which an idle resident session ends")
    fresh_minutes: int = Field(10, ge=1, description="minutes a sign-in is fresh enough for acts that ask for it again")
    session_hours: int = Field(12, ge=1, description="hours after which any session ends")
    draft_days: int = Field(30, ge=1, description="days after the last change until a draft is deleted")
    threads: int = Field(8, ge=1, le=64, description="threads that serve requests")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="lowest level that is logged")

    @property
    def base_url(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def mock_base_url(self) -> str:
        return f"http://{self.host}:{self.mock_port or self.port + 1}"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'kakanai.sqlite'}"

    @property
    def host_name(self) -> str:
        """The host that residents see; a production service answers no other."""
        return urlsplit(self.base_url).hostname or self.host

    @property
    def secure(self) -> bool:
        """Whether cookies may travel only over TLS."""
        return self.base_url.startswith("https://")


def load_settings(**given: object) -> Settings:
    """Settings from the environment. BadSetting with one sentence per fault, and what may not go together."""
    if "port" not in given and os.environ.get("PORT") and not os.environ.get("KAKANAI_PORT"):
        given["port"] = os.environ["PORT"]
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise BadSetting(*(_sentence(fault) for fault in error.errors())) from None
    faults = [*_unknown(), *contradictions(settings)]
    if faults:
        raise BadSetting(*faults)
    return settings


def _sentence(fault: Mapping[str, Any]) -> str:
    name = str(fault["loc"][0]).upper() if fault["loc"] else "?"
    variable = "PORT" if name == "PORT" and "KAKANAI_PORT" not in os.environ else f"KAKANAI_{name}"
    return f"{variable}={fault.get('input')!r}: {fault['msg']}."


def _unknown() -> list[str]:
    known = {f"KAKANAI_{name}".upper() for name in Settings.model_fields}
    return [
        f"{name} is not a setting of this service; see docs/settings.md."
        for name in sorted(os.environ)
        if name.startswith("KAKANAI_") and name not in known
    ]


def contradictions(settings: Settings) -> list[str]:
    """What each setting alone allows and all together do not; a production start refuses every mock."""
    faults = []
    if settings.zone == "outer" and (
        settings.resident_register in ("people", "file") or settings.register_file or settings.link_file
    ):
        faults.append(
            "KAKANAI_RESIDENT_REGISTER cannot be set in zone outer: the internet side never reaches the register."
        )
    if settings.scanner == "clamav" and not _SCANNER.fullmatch(settings.scanner_address):
        faults.append("KAKANAI_SCANNER_ADDRESS must be the path of clamd's socket (/run/…) or host:port.")
    if (settings.resident_register == "file") != bool(settings.register_file):
        faults.append("KAKANAI_RESIDENT_REGISTER=file and KAKANAI_REGISTER_FILE go together; one of them is missing.")
    if settings.now is not None and settings.now.tzinfo is None:
        faults.append("KAKANAI_NOW needs an offset, for example 2026-11-20T10:00:00+09:00.")
    faults += [*_mail(settings), *_line(settings), *_staff_oidc(settings), *_signing(settings), *_card_agent(settings)]
    if settings.env == "production":
        faults += _production(settings)
    return faults


def _mail(settings: Settings) -> list[str]:
    faults = []
    if settings.mail == "smtp" and not settings.mail_host:
        faults.append("KAKANAI_MAIL=smtp needs KAKANAI_MAIL_HOST.")
    if settings.mail_host and not _MAILBOX.fullmatch(settings.mail_from):
        faults.append("KAKANAI_MAIL_FROM must be the sender's address, for example kakanai@city.example.")
    if settings.mail_bounces and not _MAILBOX.fullmatch(settings.mail_bounces):
        faults.append("KAKANAI_MAIL_BOUNCES must be an address.")
    elif len((settings.mail_bounces or settings.mail_from).rpartition("@")[0]) > _MOST_BOUNCES:
        named = "KAKANAI_MAIL_BOUNCES" if settings.mail_bounces else "KAKANAI_MAIL_FROM"
        faults.append(f"{named}: at most {_MOST_BOUNCES} signs before the @; each mail puts 37 of its own behind them.")
    if bool(settings.mail_user) != bool(settings.mail_password_file):
        faults.append("KAKANAI_MAIL_USER and KAKANAI_MAIL_PASSWORD_FILE go together.")
    if settings.mail_user and settings.mail_tls == "none":
        faults.append("KAKANAI_MAIL_TLS=none would send the password of KAKANAI_MAIL_USER in the clear.")
    return faults


def _line(settings: Settings) -> list[str]:
    faults = []
    if bool(settings.line_token_file) != bool(settings.line_secret_file):
        faults.append("KAKANAI_LINE_TOKEN_FILE and KAKANAI_LINE_SECRET_FILE go together.")
    if settings.line_token_file and not settings.line_account:
        faults.append("KAKANAI_LINE_ACCOUNT is empty; residents could not find the account.")
    if settings.line_account and not _LINE_ID.fullmatch(settings.line_account):
        faults.append("KAKANAI_LINE_ACCOUNT must begin with @, for example @mihon.")
    if settings.line_token_file and settings.zone == "inner":
        faults.append("KAKANAI_LINE_TOKEN_FILE cannot be set in zone inner: nothing inside calls the internet.")
    return faults


def _staff_oidc(settings: Settings) -> list[str]:
    faults = []
    if bool(settings.staff_oidc_issuer) != bool(settings.staff_oidc_client_id):
        faults.append("KAKANAI_STAFF_OIDC_ISSUER and KAKANAI_STAFF_OIDC_CLIENT_ID go together; one of them is missing.")
    if settings.staff_oidc_issuer and settings.zone == "outer":
        faults.append("KAKANAI_STAFF_OIDC_ISSUER cannot be set in zone outer: it has no pages for staff.")
    issuer = settings.staff_oidc_issuer
    if issuer and settings.env == "production":
        if not (issuer.startswith("https://") and _host(issuer)):
            faults.append("KAKANAI_STAFF_OIDC_ISSUER must be an https:// address in production.")
        if any(word in issuer.lower() for word in _PRACTICE):
            faults.append("KAKANAI_STAFF_OIDC_ISSUER names a test or sandbox provider; production needs the real one.")
    return faults


def _production(settings: Settings) -> list[str]:
    faults = []
    if settings.now is not None:
        faults.append("KAKANAI_NOW is for demo and test; production runs on the real clock.")
    if settings.scanner == "fake":
        faults.append("KAKANAI_SCANNER=fake finds no virus; it is for demo and test.")
    if settings.invitations == "fake":
        faults.append("KAKANAI_INVITATIONS=fake lets in whoever knows a published code; it is for test.")
    if settings.mail == "fake":
        faults.append("KAKANAI_MAIL=fake sends nothing; it is for demo and test.")
    if settings.mail_host and settings.mail_tls == "none" and settings.mail_host not in _LOOPBACK:
        faults.append("KAKANAI_MAIL_TLS=none is for a mail server on this same machine only.")
    if settings.line_api and not settings.line_api.startswith("https://"):
        faults.append("KAKANAI_LINE_API must be an https:// address in production.")
    if settings.resident_register == "people":
        faults.append("KAKANAI_RESIDENT_REGISTER=people knows fictional people; it is for demo and test.")
    if settings.mock_port:
        faults.append("KAKANAI_MOCK_PORT is for demo and test; production has no mock card provider.")
    faults += [*_production_payments(settings), *_production_signing(settings)]
    if not (settings.secure and _host(settings.base_url)):
        faults.append("KAKANAI_PUBLIC_URL must be an https:// address in production.")
    # However it is written: from the tree itself the folder is often named without the way to it.
    if os.path.abspath(settings.city) == str(TREE / "forms" / "cities" / "mihon"):
        faults.append("KAKANAI_CITY must be your city's folder in production; 見本市 is fictional.")
    if settings.identity == "das" and settings.zone != "inner":
        faults += _production_das(settings)
    return faults


def _production_payments(settings: Settings) -> list[str]:
    if settings.payments != "hosted-page":
        return []
    faults = []
    if not (settings.payments_address.startswith("https://") and _host(settings.payments_address)):
        faults.append("KAKANAI_PAYMENTS_ADDRESS must be an https:// address in production.")
    if any(word in settings.payments_address.lower() for word in _PRACTICE):
        faults.append("KAKANAI_PAYMENTS_ADDRESS names a test or sandbox provider; production needs the real one.")
    if not settings.payments_merchant:
        faults.append("KAKANAI_PAYMENTS_MERCHANT is empty; it is what the payment provider calls this city.")
    if not settings.payments_secret_file:
        faults.append(
            "KAKANAI_PAYMENTS_SECRET_FILE is empty; it is the file with the secret that the payment provider gave you."
        )
    return faults


def _signing(settings: Settings) -> list[str]:
    faults = []
    if settings.signing == "das" and settings.zone == "inner":
        faults.append("KAKANAI_SIGNING=das cannot be set in zone inner: nothing inside calls the internet.")
    if settings.signing == "das" and settings.identity != "das":
        faults.append("KAKANAI_SIGNING=das needs KAKANAI_IDENTITY=das: who signs comes back to the same provider.")
    if bool(settings.signing_trust) != bool(settings.signing_pins):
        faults.append("KAKANAI_SIGNING_TRUST and KAKANAI_SIGNING_PINS go together; one of them is missing.")
    if (settings.signing_revocation != "none") != bool(settings.signing_revocation_at):
        faults.append(
            "KAKANAI_SIGNING_REVOCATION and KAKANAI_SIGNING_REVOCATION_AT go together; one of them is missing."
        )
    return faults


def _production_signing(settings: Settings) -> list[str]:
    if settings.signing != "das":
        return []
    faults, address = [], settings.signing_transactions
    if address and not (address.startswith("https://") and _host(address)):
        faults.append("KAKANAI_SIGNING_TRANSACTIONS must be an https:// address in production.")
    if any(word in address.lower() for word in _PRACTICE):
        faults.append("KAKANAI_SIGNING_TRANSACTIONS names a test or sandbox provider; production needs the real one.")
    if not settings.signing_trust:
        faults.append("KAKANAI_SIGNING_TRUST is empty; it is the folder with the authorities that real cards are from.")
    if settings.signing_revocation == "none":
        faults.append(
            "KAKANAI_SIGNING_REVOCATION is none: nobody would say which cards lost effect, and no signature would be accepted."
        )
    return faults + _production_judge(settings)


def _production_judge(settings: Settings) -> list[str]:
    """Whoever judges cards: of signatures, or at the counter."""
    faults = []
    if settings.signing_environment == "test":
        faults.append("KAKANAI_SIGNING_ENVIRONMENT=test trusts cards made for tests; production needs prod.")
    if any(word in settings.signing_revocation_at.lower() for word in _PRACTICE):
        faults.append("KAKANAI_SIGNING_REVOCATION_AT names a test or sandbox neighbour; production needs the real one.")
    return faults


def _card_agent(settings: Settings) -> list[str]:
    address, faults = settings.card_agent, []
    if address and not _AGENT.fullmatch(address):
        faults.append("KAKANAI_CARD_AGENT must be http://127.0.0.1:<port>: the clerk's own computer, and no other.")
    if address and settings.zone == "outer":
        faults.append("KAKANAI_CARD_AGENT cannot be set in zone outer: there is no counter.")
    if settings.env == "production" and address and settings.signing != "das":
        faults += _production_judge(settings)
    if settings.env == "production" and address.endswith(PRACTICE_AGENT):
        faults.append("KAKANAI_CARD_AGENT names the practice agent; production needs one that reads real cards.")
    return faults


def _host(address: str) -> str:
    """ "" where the address has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _production_das(settings: Settings) -> list[str]:
    faults = []
    if not (settings.das_issuer.startswith("https://") and _host(settings.das_issuer)):
        faults.append("KAKANAI_DAS_ISSUER must be an https:// address in production.")
    if any(word in settings.das_issuer.lower() for word in _PRACTICE):
        faults.append("KAKANAI_DAS_ISSUER names a test or sandbox provider; production needs the real one.")
    if not settings.das_client_id:
        faults.append("KAKANAI_DAS_CLIENT_ID is empty; it is the id that the card provider gave you.")
    return faults
