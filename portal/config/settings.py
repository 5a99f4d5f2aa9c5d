"""Settings: variables KAKANAI_…."""

from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import PydanticBaseSettingsSource as Source
from pydantic_settings import SettingsConfigDict

from portal.config import line_fields, money_fields
from portal.config.hand_over_settings import HandOverSettings
from portal.config.joint_settings import JointSettings
from portal.config.token_server_settings import TokenServerSettings

TREE = Path(__file__).resolve().parent.parent.parent
BLANK = TREE / "forms" / "cities" / "blank"  # where production begins without KAKANAI_CITY (D309)
FICTIONAL = TREE / "forms" / "cities" / "mihon"
PRINTED = TREE / "portal" / "services" / "counter" / "reading_papers" / "papers"
# The practice agent, on the mock's port.
PRACTICE_AGENT = "/card-agent"


class Settings(TokenServerSettings, HandOverSettings, JointSettings):
    model_config = SettingsConfigDict(env_prefix="KAKANAI_", frozen=True, extra="forbid")

    env: Literal["demo", "test", "production"] = Field("production", description="demo, test or production")
    zone: Literal["single", "outer", "inner"] = Field("single", description="outer: internet, no register; inner: counter and desks; single: both in one")  # fmt: skip
    laptop: int = Field(
        0, ge=0, le=99,
        description="number of this laptop of 出張受付, given by the city, with numbers of its own; only zone single; 0: no laptop; see courier.md",
    )  # fmt: skip
    data: Path = Field(Path("var"), description="folder for keys, the SQLite file and finished exports")
    database_url: str = Field(
        "",
        description="SQLAlchemy address; empty: SQLite in the data folder; with ?pooler=transaction: of PgBouncer in transaction mode; see scale.md",
    )
    database_replica_url: str = Field(
        "",
        description="address of a read-only PostgreSQL server that follows the first one: figures and open data are counted there; empty: none; see running.md",
    )
    pkcs11_module: str = Field(
        "", description="library of a hardware security module (a file .so) for keys; empty: none; see key-files.md"
    )
    pkcs11_token: str = Field("", description="label of the token in it")
    pkcs11_pin_file: str = Field("", description="file that contains only the token's PIN")
    cities: str = Field(
        "",
        description="joint installation: folder with one file <name>.env of settings for each city; empty: one city; see cities.md",
    )
    city: Path = Field(
        FICTIONAL, description="folder of the city's own files; not set in production: everything is set up in the browser, see running.md"
    )  # fmt: skip
    procedures: Path = Field(TREE / "forms" / "procedures", description="folder of the procedure definitions, in place of the shipped ones")  # fmt: skip
    layouts: Path = Field(TREE / "integrations" / "exports" / "layouts", description="folder of the export layouts")
    shrink_map: str = Field(
        "",
        description="folder with MJ縮退マップ (.json) and MJ文字情報一覧 (.csv), if the city has them; see layouts.md",
    )
    mappings: Path = Field(
        TREE / "integrations" / "imports" / "mappings", description="folder of the mappings of forms filed elsewhere"
    )
    import_folder: str = Field(
        "", description="watched folder for packages filed elsewhere (マイナポータル); empty: none; see imports.md"
    )
    export_folder: str = Field(
        "",
        description="folder for scheduled hand-overs (hand_overs.yaml); empty: they wait at the desk; see layouts.md",
    )
    export_bucket: str = Field(
        "",
        description="bucket of S3-compatible storage for scheduled hand-overs, instead of a folder; empty: none; see layouts.md",
    )
    export_bucket_address: str = Field(
        "", description="address of the storage, without the bucket: https://host or https://host:port"
    )
    export_bucket_region: str = Field("us-east-1", description="region in the signatures of requests to the storage")
    export_bucket_folder: str = Field("", description="prefix of object names, without a final /")
    export_bucket_key_id: str = Field("", description="key id (access key) issued by the storage")
    export_bucket_secret_file: str = Field("", description="file that contains only the key's secret")
    files_bucket: str = Field(
        "",
        description="bucket of S3-compatible storage for the sealed files of applications; empty: the database holds them; see running.md",
    )
    files_bucket_address: str = Field(
        "", description="address of the storage, without the bucket: https://host or https://host:port"
    )
    files_bucket_region: str = Field("us-east-1", description="region in the signatures of requests to the storage")
    files_bucket_folder: str = Field("", description="prefix of object names, without a final /")
    files_bucket_key_id: str = Field("", description="key id (access key) issued by the storage")
    files_bucket_secret_file: str = Field("", description="file that contains only the key's secret")
    files_bucket_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="days that an object without a file stays, for a database restored from a backup; at least as many as backups are kept",
    )
    import_arrival: Literal["recorded", "received"] = Field(
        "recorded",
        description="arrival of a package: recorded: the time at which マイナポータル recorded it, according to the package; received: when it was received here [U: the city decides which one its rules mean]",
    )
    courier_in: str = Field(
        "",
        description="watched folder for packages from the other zone, and from and to laptops; empty: none; see courier.md",
    )
    courier_out: str = Field("", description="folder for packages to the other zone; empty: none")
    courier_megabytes: int = Field(
        50, ge=1, le=900, description="target for the largest package to the other zone, in megabytes"
    )
    courier_repeat_hours: int = Field(24, ge=1, description="hours after which unacknowledged content is packed again")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on (PORT is read too)")
    mock_port: int = Field(
        0, ge=0, le=65535, description="port of the mock card provider, payments and LINE; 0: port + 1"
    )
    staff_networks: str = Field(
        "",
        description="address ranges of the city's own network (CIDR, separated by spaces): staff elsewhere get no 個人番号, protected people, hand-over, print or file; empty: everywhere is inside; see security.md",
    )
    public_url: str = Field("", description="address that residents see; empty: http://<host>:<port>")
    resident_url: str = Field(
        "",
        description="zone inner: KAKANAI_PUBLIC_URL of the zone outer, for letters that are printed inside and whose codes open there; empty: they name no page and have no code",
    )
    identity: Literal["das", "none"] = Field("das", description="card sign-in: das (デジタル認証アプリ) or none")
    das_issuer: str = Field("", description="issuer of the card provider, exactly as it names itself")
    das_client_id: str = Field("", description="client id issued by the card provider")
    das_acr: str = Field(
        "aal3", description="acr requested from the card provider [U: meaning of each value unconfirmed]"
    )
    das_auth_time: Literal["checked", "untold"] = Field(
        "checked",
        description="whether the card provider reports the time of authentication (auth_time), which actions with a fresh sign-in need; untold: it is asked to authenticate again, and trusted [U]",
    )
    gbizid_issuer: str = Field(
        "",
        description="issuer of GビズID for companies, exactly as it names itself (https://gbiz-id.go.jp/oauth/); empty: the mock in demo and test, otherwise none",
    )
    gbizid_client_id: str = Field("", description="client id issued by GビズID")
    gbizid_secret_file: str = Field("", description="file that contains only the client's secret of GビズID")
    signing: Literal["auto", "das", "none"] = Field(
        "auto",
        description="card signatures: das (署名API of the card provider); auto: the mock in demo and test, none in production",
    )
    signing_transactions: str = Field(
        "", description="address of 署名API; empty: /api/sign-transactions at the host of the issuer"
    )
    signing_trust: str = Field(
        "", description="folder with the trusted authorities: sign/ and auth/, one certificate per file"
    )
    signing_pins: str = Field(
        "", description="SHA-256 of every certificate in that folder, no more and no fewer, separated by spaces"
    )
    signing_environment: Literal["prod", "test"] = Field("prod", description="cards for which that folder is valid")
    signing_revocation: Literal["crl-folder", "crl-http", "ocsp", "none"] = Field(
        "none", description="source of revocation data: lists in a folder, lists over HTTP, a responder"
    )
    signing_revocation_at: str = Field(
        "", description="the folder, the addresses (separated by spaces), or the responder's address"
    )
    signing_terms: str = Field(
        "",
        description="file (YAML) with values of the 署名API contract and real cards that differ from the assumptions; see card-gateway.md",
    )
    registrars: str = Field("", description="folder of 登記官 trusted for companies' signatures; see running.md")
    staff_oidc_issuer: str = Field(
        "",
        description="issuer of the city's own provider for staff sign-in; empty: the mock in demo and test, otherwise none",
    )
    staff_oidc_client_id: str = Field("", description="client id issued by the city's provider")
    staff_oidc_secret_file: str = Field(
        "", description="file that contains only the client's secret; empty: private_key_jwt with our own key"
    )
    staff_oidc_acr: str = Field(
        "", description="acr values requested from the city's provider, one of which must be returned"
    )
    staff_oidc_auth_time: Literal["checked", "untold"] = Field(
        "checked",
        description="like KAKANAI_DAS_AUTH_TIME, for the city's provider and actions of staff with a fresh sign-in",
    )
    staff_oidc_login_claim: str = Field("preferred_username", description="claim of the id token with the staff login")
    staff_oidc_groups_claim: str = Field("groups", description="claim of the id token with the staff groups")
    card_agent: str = Field(
        "",
        description="address of the card agent on the computers of the counter, http://127.0.0.1:<port>; empty: the mock's in demo and test, otherwise none",
    )
    resident_register: Literal["auto", "people", "file", "view", "none"] = Field(
        "auto",
        description="plug of the resident register; people: the fictional city's; file: an extract; view: a view in a database of the city; auto: people in the demo except on a laptop, otherwise none; zone outer refuses any",
    )
    link_file: str = Field(
        "",
        description="番号紐付情報 (CSV: 発行番号,宛名番号), if the city has one; empty: links.csv of the fictional city with its people, otherwise none; never in zone outer",
    )
    register_file: str = Field("", description="the extract (CSV) that `file` reads; see register.md")
    register_url: str = Field("", description="address of the database (PostgreSQL) that `view` asks; see register.md")
    corporations: Literal["auto", "web-api", "file", "none"] = Field(
        "auto",
        description="register of corporations (法人番号): web-api of 国税庁, file: its CSV of 基本3情報; auto: the mock in demo and test, none in production",
    )
    corporations_id_file: str = Field(
        "", description="file that contains only the application id that 国税庁 issued for `web-api`"
    )
    corporations_file: str = Field("", description="the unpacked CSV that `file` reads")
    adviser: Literal["none", "embedded"] = Field(
        "none",
        description="who answers questions in people's own words at /ask, from procedures, guides, FAQ and what is done elsewhere alone; embedded: this program, without any service outside; see running.md",
    )
    reader: Literal["auto", "tesseract", "none"] = Field("auto", description="OCR; auto: in the demo; see counter.md")
    printed_papers: Path = Field(PRINTED, description="folder of files: where what is printed; see counter.md")
    scanner: Literal["auto", "clamav", "fake", "none"] = Field(
        "auto",
        description="virus scanner; auto: fake in demo and test, none in production; with none no file is accepted",
    )
    scanner_address: str = Field("/run/clamav/clamd.ctl", description="clamd: path of its unix socket, or host:port")
    payments: Literal["auto", "hosted-page", "stripe", "none"] = Field(
        "auto",
        description="payment provider; auto: the mock in demo and test, none in production; with none fees are paid at the counter",
    )
    payments_methods: str = Field(
        "card", description="for stripe: ways to pay, separated by blanks: card, konbini (convenience store), paypay"
    )
    payments_webhook_secret_file: str = Field(
        "", description="for stripe: file that contains only the signing secret of its webhook (whsec_…)"
    )
    payments_address: str = Field(
        "", description="address of the payment provider, without a final slash; for stripe empty: its own"
    )
    payments_merchant: str = Field("", description="the payment provider's name for this city")
    payments_secret_file: str = money_fields.PAYMENTS_SECRET_FILE
    advance_days: int = money_fields.ADVANCE_DAYS
    signed_check: Literal["off", "on"] = money_fields.SIGNED_CHECK
    shop_payment_issuer: str = money_fields.SHOP_ISSUER
    shop_payment_qr: str = money_fields.SHOP_QR
    shop_payment_file: str = money_fields.SHOP_FILE
    debits_address: str = money_fields.DEBITS_ADDRESS
    debits_merchant: str = money_fields.DEBITS_MERCHANT
    debits_secret_file: str = money_fields.DEBITS_SECRET_FILE
    undo_minutes: int = Field(
        -1,
        ge=-1,
        le=1440,
        description="minutes in which an outcome can be undone before the applicant is notified; -1: 10 in production, 1 in demo, 0 in test",
    )
    small_count: int = Field(
        5,
        ge=3,
        le=20,
        description="counts of deleted applications below this are hidden, with others so that none can be computed",
    )
    payment_days: int = Field(14, ge=1, description="days for paying a fee")
    paper_days: int = Field(
        30,
        ge=1,
        le=366,
        description="days in which a paper may follow an application, unless its definition says a number",
    )
    identity_copy_days: int = Field(30, ge=1, le=366, description="days until a judged copy of an ID is deleted")
    invitations: Literal["auto", "stored", "fake"] = Field(
        "auto",
        description="invitations to procedures; auto: stored (letters with codes) in demo and production, fake in test",
    )
    mail: Literal["auto", "smtp", "fake", "none"] = Field(
        "auto", description="mail; auto: smtp if a host is set, otherwise fake in demo and test, none in production"
    )
    mail_host: str = Field("", description="mail server that accepts our mail")
    mail_port: int = Field(587, ge=1, le=65535, description="its port: 587 with starttls, 465 with tls")
    mail_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="encryption of that connection; none: in production only to the same machine"
    )
    mail_user: str = Field("", description="user name; empty: no authentication")
    mail_password_file: str = Field("", description="file that contains only the password")
    mail_from: str = Field("", description="sender's address of all mail")
    mail_name: str = Field("", description="displayed name of the sender; empty: the city's")
    mail_bounces: str = Field("", description="mailbox for returned mail; empty: the sender's")
    web_push: Literal["on", "none"] = Field(
        "none",
        description="messages in residents' browsers (Web Push); on: with a key of our own, KAKANAI_DATA/keys/web-push.pem, made at the first start",
    )
    web_push_hosts: str = Field(
        "fcm.googleapis.com updates.push.services.mozilla.com .push.apple.com .notify.windows.com",
        description="push services of browsers to which we may post, separated by spaces; a dot in front: every host below",
    )
    sms: Literal["none", "twilio"] = Field(
        "none",
        description="short messages to telephones, with the news that there is news; twilio: Twilio, in demo and test without a secret its mock",
    )
    sms_account: str = Field("", description="for twilio: SID of the account (AC…)")
    sms_secret_file: str = Field("", description="for twilio: file that contains only the account's token")
    sms_sender: str = Field("", description="for twilio: number (+81…), registered name, or SID of a messaging service")
    line: Literal["auto", "none"] = line_fields.LINE
    line_talk: Literal["off", "on"] = line_fields.TALK
    line_api: str = line_fields.API
    line_token_file: str = line_fields.TOKEN_FILE
    line_secret_file: str = line_fields.SECRET_FILE
    line_account: str = line_fields.ACCOUNT
    line_liff: str = line_fields.LIFF
    line_login: Literal["off", "on"] = line_fields.LOGIN
    line_login_channel: str = line_fields.LOGIN_CHANNEL
    line_login_secret_file: str = line_fields.LOGIN_SECRET_FILE
    line_login_issuer: str = line_fields.LOGIN_ISSUER
    line_login_api: str = line_fields.LOGIN_API
    locks: Literal["none", "embedded", "remotelock"] = Field(
        "none", description="numbers for smart locks (slots.yaml: lock); embedded: random ones that the desk sets; remotelock: RemoteLOCK, in demo and test without a secret its mock"
    )  # fmt: skip
    locks_client: str = Field("", description="for remotelock: client id of the application at the service")
    locks_secret_file: str = Field("", description="for remotelock: file that contains only the client's secret")
    locks_api: str = Field("", description="for remotelock: address of its API; empty: its own")
    locks_sign_in: str = Field("", description="for remotelock: address that gives tokens; empty: its own")
    api_system: str = Field(
        "kakanai",
        description="business system id at the beginning of machine API scopes [U: this service has none yet]",
    )
    api_token_minutes: int = Field(10, ge=1, le=60, description="lifetime of a machine's access token in minutes")
    api_calls_per_minute: int = Field(600, ge=1, description="calls per machine and minute; further calls get a 429")
    morning_mail: str = Field(
        "",
        description="addresses, separated by spaces, that get the state of this installation each morning from 7:00; empty: none",
    )
    metrics_token_file: str = Field(
        "",
        description="file that contains only a secret of at least 32 characters; a Prometheus of another machine that sends it (bearer token) may read /metrics; empty: this machine alone",
    )
    traces: str = Field(
        "",
        description="address at which an OpenTelemetry collector takes spans (OTLP over HTTP), for example http://127.0.0.1:4318/v1/traces; empty: none",
    )
    worker_metrics_port: int = Field(
        0, ge=0, le=65535, description="port on 127.0.0.1 at which background work that has no pages (`worker`, and `serve --workers`) answers /metrics; 0: none"
    )  # fmt: skip
    demo_cases: int = Field(
        400, ge=0, le=2000, description="cases of the last four months with which `kakanai demo` begins; 0: an empty city"
    )  # fmt: skip
    now: datetime | None = Field(None, description="demo and test: the clock starts here (with UTC offset)")
    staff_idle_minutes: int = Field(30, ge=1, description="minutes after which an idle staff session ends")
    resident_idle_minutes: int = Field(60, ge=5, description="minutes after which an idle resident session ends")
    fresh_minutes: int = Field(10, ge=1, description="minutes for which a sign-in counts as fresh")
    session_hours: int = Field(12, ge=1, description="hours after which any session ends")
    counter_recall: Literal["on", "off"] = Field(
        "on",
        description="`on`: after a clerk has seen a visitor's identity papers, the interview shows telephone and mail of their last application, with its date",
    )
    probe_limit: int = Field(
        3, ge=1, description="applications in 30 days from one account or network address that name somebody protected, from which the staff who look after them get a notice"
    )  # fmt: skip
    draft_days: int = Field(30, ge=1, description="days after the last change until a draft is deleted")
    threads: int = Field(
        8, ge=3, le=64, description="threads that serve requests; residents take all but two, which are for staff"
    )  # fmt: skip
    connections: int = Field(
        0, ge=0, le=64, description="connections to PostgreSQL that a process keeps open; 0: one for each thread, in a joint installation 2 for each city"
    )  # fmt: skip
    database_megabytes: int = Field(
        0, ge=0, description="megabytes in use in the database from which no more files are taken from people, until something is deleted; room that deleted files left is not counted, on PostgreSQL that of files and their pieces alone; 0: no limit; see cities.md"
    )  # fmt: skip
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="lowest level that is logged; commands other than serve, worker and demo log nothing at a terminal, unless this is debug")  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _blank_in_production(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {"city": BLANK, **given} if given.get("env") == "production" else given

    @property
    def undo(self) -> int:
        return {"production": 10, "demo": 1}.get(self.env, 0) if self.undo_minutes < 0 else self.undo_minutes

    @property
    def base_url(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def resident_address(self) -> str:
        # "" where residents reach no page: what is printed there names none.
        own = "" if self.zone == "inner" or self.laptop else self.base_url
        return self.resident_url.rstrip("/") or own

    @property
    def mock_base_url(self) -> str:
        return f"http://{self.host}:{self.mock_port or self.port + 1}"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'kakanai.sqlite'}"

    @property
    def host_name(self) -> str:
        """Production answers no other host."""
        return urlsplit(self.base_url).hostname or self.host

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @classmethod
    def settings_customise_sources(  # type: ignore[override]
        cls, settings_cls: type[HandOverSettings], init_settings: Source, env_settings: Source, **_: Source
    ) -> tuple[Source, ...]:
        return init_settings, env_settings
