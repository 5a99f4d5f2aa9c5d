"""Settings: variables KAKANAI_…, frozen. What may not go together: contradictions.py."""

from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

TREE = Path(__file__).resolve().parent.parent.parent
# Beside the practice card provider, on its port.
PRACTICE_AGENT = "/card-agent"


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
    shrink_map: str = Field(
        "",
        description="folder with MJ縮退マップ (.json) and MJ文字情報一覧 (.csv), where the city has them; see layouts.md",
    )
    mappings: Path = Field(
        TREE / "integrations" / "imports" / "mappings", description="folder of the mappings of forms filed elsewhere"
    )
    import_folder: str = Field(
        "",
        description="folder that is watched for packages filed elsewhere (マイナポータル); empty: none; see imports.md",
    )
    export_folder: str = Field(
        "",
        description="folder into which hand-overs by the clock (hand_overs.yaml) are written; empty: they wait at the desk; see layouts.md",
    )
    export_bucket: str = Field(
        "",
        description="bucket of S3-compatible storage to which hand-overs by the clock are brought instead of a folder; empty: none; see layouts.md",
    )
    export_bucket_address: str = Field(
        "", description="address of the storage, without the bucket: https://host or https://host:port"
    )
    export_bucket_region: str = Field("us-east-1", description="region that requests to the storage are signed for")
    export_bucket_folder: str = Field("", description="what the names of the objects begin with, without / at the end")
    export_bucket_key_id: str = Field("", description="key id (access key) that the storage gave this service")
    export_bucket_secret_file: str = Field("", description="file with the key's secret, and nothing else")
    import_arrival: Literal["recorded", "received"] = Field(
        "recorded",
        description="when a package arrived: recorded: the time that it says マイナポータル recorded it; received: when it came here [U: the city decides which its rules mean]",
    )
    courier_in: str = Field(
        "", description="folder that is watched for packages from the other zone; empty: none; see courier.md"
    )
    courier_out: str = Field("", description="folder into which packages for the other zone are put; empty: none")
    courier_megabytes: int = Field(50, ge=1, le=900, description="size that a package for the other zone is kept under")
    courier_repeat_hours: int = Field(
        24, ge=1, description="hours after which what the other zone did not acknowledge is packed again"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on (PORT is understood too)")
    mock_port: int = Field(
        0, ge=0, le=65535, description="port of the mock card provider, payments and LINE; 0: port + 1"
    )
    public_url: str = Field("", description="address that residents see; empty: http://<host>:<port>")
    resident_url: str = Field(
        "",
        description="zone inner: KAKANAI_PUBLIC_URL of the zone outer, for the letters that are printed inside and opened there; empty: the own one",
    )
    identity: Literal["das", "none"] = Field(
        "das", description="card sign-in: das (デジタル認証アプリサービスAPI) or none"
    )
    das_issuer: str = Field("", description="issuer of the card provider, exactly as it names itself")
    das_client_id: str = Field("", description="client id that the card provider gave this service")
    das_acr: str = Field("aal3", description="acr asked of the card provider [U: meaning of each value unconfirmed]")
    das_auth_time: Literal["checked", "untold"] = Field(
        "checked",
        description="whether the card provider says when somebody proved themselves (auth_time), as acts that ask for it anew need; untold: it is asked to ask anew, and believed [U]",
    )
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
    staff_oidc_auth_time: Literal["checked", "untold"] = Field(
        "checked", description="the same of the city's provider, for acts of staff that ask for it anew"
    )
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
    undo_minutes: int = Field(
        -1,
        ge=-1,
        le=1440,
        description="minutes in which an outcome can be taken back before anybody is told; -1: 10 in production, 0 in demo and test",
    )
    small_count: int = Field(
        5,
        ge=3,
        le=20,
        description="counts of applications that are gone are hidden below this, and others with them so that none can be computed",
    )
    payment_days: int = Field(14, ge=1, description="days in which a fee is to be paid")
    paper_days: int = Field(
        30,
        ge=1,
        le=366,
        description="days in which a paper may follow an application, where its definition says no number",
    )
    identity_copy_days: int = Field(30, ge=1, le=366, description="days until a judged copy of an ID is deleted")
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
    api_system: str = Field(
        "kakanai",
        description="business system id that scopes of the machine API begin with [U: this service has none yet]",
    )
    api_token_minutes: int = Field(10, ge=1, le=60, description="minutes that an access token of a machine holds")
    api_calls_per_minute: int = Field(600, ge=1, description="calls of one machine in a minute; more are told to wait")
    now: datetime | None = Field(None, description="demo and test: the clock starts here (with UTC offset)")
    staff_idle_minutes: int = Field(30, ge=1, description="minutes after which an idle staff session ends")
    resident_idle_minutes: int = Field(60, ge=5, description="minutes after which an idle resident session ends")
    fresh_minutes: int = Field(10, ge=1, description="minutes a sign-in is fresh enough for acts that ask for it again")
    session_hours: int = Field(12, ge=1, description="hours after which any session ends")
    counter_recall: Literal["on", "off"] = Field(
        "on",
        description="`on`: once a clerk has seen the papers of who came, telephone and mail of their last application stand in the interview, with its day",
    )
    draft_days: int = Field(30, ge=1, description="days after the last change until a draft is deleted")
    threads: int = Field(8, ge=1, le=64, description="threads that serve requests")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="lowest level that is logged")

    @property
    def undo(self) -> int:
        """Minutes in which an outcome can be taken back."""
        return (10 if self.env == "production" else 0) if self.undo_minutes < 0 else self.undo_minutes

    @property
    def base_url(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def resident_address(self) -> str:
        """Where residents find their pages, as it is printed and mailed."""
        return self.resident_url.rstrip("/") or self.base_url

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
