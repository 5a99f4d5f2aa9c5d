"""A production start refuses practice settings."""

import os
import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from integrations.keys.local import FILE_NAME, create_ring
from portal.config import Settings, load_settings
from portal.config.settings import BLANK
from portal.errors import BadSetting
from portal.wiring.keys import demand_writable
from tests.real_city import make_own_layouts, make_real_city
from tests.servers import free_ports
from tests.warm import run

DEFAULT_CITY = str(Settings.model_fields["city"].default)
# Complete: production starts with these settings.
WHOLE = {
    "KAKANAI_ENV": "production",
    "KAKANAI_PUBLIC_URL": "https://shinsei.city.example",
    "KAKANAI_DAS_ISSUER": "https://card.example/realms/main",
    "KAKANAI_DAS_CLIENT_ID": "RP1",
    "KAKANAI_IDENTITY": "das",
}
BUCKET = {"": "kakanai", "_ADDRESS": "https://storage.example", "_KEY_ID": "K", "_SECRET_FILE": "/run/secret"}
GBIZID = {
    "KAKANAI_GBIZID_ISSUER": "https://gbiz-id.go.jp/oauth/", "KAKANAI_GBIZID_CLIENT_ID": "kakanai",
    "KAKANAI_GBIZID_SECRET_FILE": "/run/gbizid",
}  # fmt: skip
LOGIN = "KAKANAI_LINE_LOGIN"
LINE_LOGIN = {LOGIN: "on", f"{LOGIN}_CHANNEL": "1234567890", f"{LOGIN}_SECRET_FILE": "/run/line-login"}
FAKE_REGISTER = "KAKANAI_RESIDENT_REGISTER=people has fictional people; it is for demo and test."
NO_VIEW = "KAKANAI_RESIDENT_REGISTER=view and KAKANAI_REGISTER_URL go together; one of them is missing."
NO_POSTGRESQL = "KAKANAI_REGISTER_URL: the view is in PostgreSQL; example: postgresql://reader@host/name."
NO_EXTRACT = "KAKANAI_RESIDENT_REGISTER=file and KAKANAI_REGISTER_FILE go together; one of them is missing."
CASES: tuple[tuple[Mapping[str, str], str], ...] = (
    ({"KAKANAI_NOW": "2026-11-20T10:00:00+09:00"}, "KAKANAI_NOW is for demo and test; production runs on the real clock."),
    ({"KAKANAI_NOW": "2026-11-20T10:00:00"}, "KAKANAI_NOW needs an offset, for example 2026-11-20T10:00:00+09:00."),
    ({"KAKANAI_MOCK_PORT": "8001"}, "KAKANAI_MOCK_PORT is for demo and test; production has no mock card provider."),
    *(
        (
            {"KAKANAI_API_SYSTEM": name},
            "KAKANAI_API_SYSTEM: letters, digits, hyphens and underscores, at most 40; scopes begin with it.",
        )
        for name in ("", "a:b", "x" * 41)
    ),
    *(
        ({f"KAKANAI_COURIER_{name}": folder for name, folder in folders.items()}, sentence)
        for folders, sentence in (
            ({"IN": "/in"}, "KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT go together; one of them is missing."),
            ({"IN": "/a", "OUT": "/a"}, "KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT must be two folders."),
        )
    ),
    (
        {"KAKANAI_ZONE": "inner", "KAKANAI_LAPTOP": "1"},
        "KAKANAI_LAPTOP is for zone single: a laptop has all of its counter in one.",
    ),
    (
        {"KAKANAI_STAFF_NETWORKS": "10.1.0.0/16 office"},
        "KAKANAI_STAFF_NETWORKS: office is no address range, such as 10.1.0.0/16.",
    ),
    *(({"KAKANAI_STAFF_NETWORKS": "10.1.0.0/16", "FORWARDED_ALLOW_IPS": proxies},
       "KAKANAI_STAFF_NETWORKS: FORWARDED_ALLOW_IPS must name the proxies; with * anybody could choose an address.",
    ) for proxies in ("*", "127.0.0.1, 0.0.0.0/0")),
    ({"KAKANAI_SCANNER": "fake"}, "KAKANAI_SCANNER=fake finds no virus; it is for demo and test."),
    ({"KAKANAI_INVITATIONS": "fake"}, "KAKANAI_INVITATIONS=fake accepts a published code; it is for test."),
    (
        {"KAKANAI_SCANNER": "clamav", "KAKANAI_SCANNER_ADDRESS": "clamd"},
        "KAKANAI_SCANNER_ADDRESS must be the path of clamd's socket (/run/…) or host:port.",
    ),
    (
        {"KAKANAI_CARD_AGENT": "http://127.0.0.1:8001/card-agent"},
        "KAKANAI_CARD_AGENT names the practice agent; production needs one that reads real cards.",
    ),
    *(
        (
            {"KAKANAI_CARD_AGENT": address},
            "KAKANAI_CARD_AGENT must be http://127.0.0.1:<port>: the clerk's own computer, and no other.",
        )
        for address in (
            "http://agent.example:8700",
            "https://127.0.0.1:8700",
            "http://127.0.0.1",
            "http://127.0.0.1:8700/x; script-src *",
            "http://127.0.0.1:8700/",
        )
    ),
    *(
        ({f"KAKANAI_{name}": value, "KAKANAI_ZONE": "outer"}, f"KAKANAI_{name} cannot be set in zone outer: {why}.")
        for name, value, why in (
            ("EXPORT_FOLDER", "/srv/out", "hand-overs are the section's"),
            ("ADDRESSEE_DIGITS", "10", "宛名番号 are the section's"),
            ("IMPORT_FOLDER", "/srv/packages", "packages come to the section"),
            ("CARD_AGENT", "http://127.0.0.1:8700", "there is no counter"),
            ("RESIDENT_REGISTER", "people", "the internet side never reaches the register"),
        )
    ),
    *(
        ({f"KAKANAI_EXPORT_BUCKET{name}": value for name, value in {**BUCKET, **changes}.items()} | more, sentence)
        for changes, more, sentence in (
            (
                {"_KEY_ID": ""}, {},
                "KAKANAI_EXPORT_BUCKET, KAKANAI_EXPORT_BUCKET_ADDRESS, KAKANAI_EXPORT_BUCKET_KEY_ID and "
                "KAKANAI_EXPORT_BUCKET_SECRET_FILE go together; one of them is missing.",
            ),
            (
                {}, {"KAKANAI_EXPORT_FOLDER": "/srv/out"},
                "KAKANAI_EXPORT_BUCKET and KAKANAI_EXPORT_FOLDER: hand-overs have one destination; set one.",
            ),
            (
                {}, {"KAKANAI_ZONE": "outer"},
                "KAKANAI_EXPORT_BUCKET cannot be set in zone outer: hand-overs are the section's.",
            ),
            (
                {"": "Kakanai"}, {},
                "KAKANAI_EXPORT_BUCKET: 3 to 63 small letters, digits, hyphens and dots, as storages name buckets.",
            ),
            *(
                (
                    {"_FOLDER": folder}, {},
                    "KAKANAI_EXPORT_BUCKET_FOLDER: letters, digits, hyphens and underscores, with / between them.",
                )
                for folder in ("out/", "../out", "出力")
            ),
            *(
                (
                    {"_ADDRESS": address}, {},
                    "KAKANAI_EXPORT_BUCKET_ADDRESS must be https://host or https://host:port, without the bucket.",
                )
                for address in ("storage.example", "https://storage.example/kakanai", "https://", "https://a@b.example")
            ),
            (
                {"_ADDRESS": "http://storage.example"}, {},
                "KAKANAI_EXPORT_BUCKET_ADDRESS must be an https:// address in production: answers go to it.",
            ),
        )
    ),
    (
        {"KAKANAI_DATABASE_REPLICA_URL": "postgresql://replica/kakanai"},
        "KAKANAI_DATABASE_REPLICA_URL and KAKANAI_DATABASE_URL: only PostgreSQL has a server that follows.",
    ),
    (
        {"KAKANAI_FILES_BUCKET": "files"},
        "KAKANAI_FILES_BUCKET, KAKANAI_FILES_BUCKET_ADDRESS, KAKANAI_FILES_BUCKET_KEY_ID and "
        "KAKANAI_FILES_BUCKET_SECRET_FILE go together; one of them is missing.",
    ),
    (
        {"KAKANAI_CARD_AGENT": "http://127.0.0.1:8700", "KAKANAI_SIGNING_ENVIRONMENT": "test"},
        "KAKANAI_SIGNING_ENVIRONMENT=test trusts cards made for tests; production needs prod.",
    ),
    ({"KAKANAI_MAIL": "fake"}, "KAKANAI_MAIL=fake sends nothing; it is for demo and test."),
    ({"KAKANAI_MAIL": "smtp"}, "KAKANAI_MAIL=smtp needs KAKANAI_MAIL_HOST."),
    (
        {"KAKANAI_MAIL_HOST": "mail.example", "KAKANAI_MAIL_FROM": "a@b.example", "KAKANAI_MAIL_TLS": "none"},
        "KAKANAI_MAIL_TLS=none is for a mail server on this same machine only.",
    ),
    (
        {"KAKANAI_MAIL_HOST": "mail.example", "KAKANAI_MAIL_FROM": "a@b.example\r\nBcc: c@d.example"},
        "KAKANAI_MAIL_FROM must be the sender's address, for example kakanai@city.example.",
    ),
    (
        {"KAKANAI_MAIL_BOUNCES": "a" * 28 + "@b.example"},
        "KAKANAI_MAIL_BOUNCES: at most 27 characters before the @; each mail appends 37 of its own.",
    ),
    ({"KAKANAI_MAIL_BOUNCES": "nowhere"}, "KAKANAI_MAIL_BOUNCES must be an address."),
    (
        {"KAKANAI_PKCS11_TOKEN": "kakanai"},
        "KAKANAI_PKCS11_MODULE, KAKANAI_PKCS11_TOKEN and KAKANAI_PKCS11_PIN_FILE go together; one of them is missing.",
    ),
    ({"KAKANAI_MORNING_MAIL": "a@city.example"}, "KAKANAI_MORNING_MAIL needs a mail server (KAKANAI_MAIL_HOST)."),
    (
        {"KAKANAI_MORNING_MAIL": "a@city.example, nowhere"},
        "KAKANAI_MORNING_MAIL: a@city.example,, nowhere is no address; separate them by spaces.",
    ),
    ({"KAKANAI_MAIL_USER": "kakanai"}, "KAKANAI_MAIL_USER and KAKANAI_MAIL_PASSWORD_FILE go together."),
    (
        {"KAKANAI_MAIL_USER": "kakanai", "KAKANAI_MAIL_TLS": "none"},
        "KAKANAI_MAIL_TLS=none would send the password of KAKANAI_MAIL_USER in the clear.",
    ),
    ({"KAKANAI_LINE_API": "http://line.example"}, "KAKANAI_LINE_API must be an https:// address in production."),
    (
        {"KAKANAI_LINE_TOKEN_FILE": "/run/token"},
        "KAKANAI_LINE_TOKEN_FILE and KAKANAI_LINE_SECRET_FILE go together.",
    ),
    (
        {"KAKANAI_LINE_TOKEN_FILE": "/run/token"},
        "KAKANAI_LINE_ACCOUNT is empty; residents could not find the account.",
    ),
    ({"KAKANAI_LINE_ACCOUNT": "mihon"}, "KAKANAI_LINE_ACCOUNT must begin with @, for example @mihon."),
    (
        {"KAKANAI_WEB_PUSH": "on", "KAKANAI_ZONE": "inner"},
        "KAKANAI_WEB_PUSH=on cannot be set in zone inner: nothing inside calls the internet.",
    ),
    (
        {"KAKANAI_WEB_PUSH": "on", "KAKANAI_WEB_PUSH_HOSTS": " "},
        "KAKANAI_WEB_PUSH_HOSTS is empty; no browser could be reached.",
    ),
    (
        {"KAKANAI_LINE_TOKEN_FILE": "/run/token", "KAKANAI_ZONE": "inner"},
        "KAKANAI_LINE_TOKEN_FILE cannot be set in zone inner: nothing inside calls the internet.",
    ),
    (
        {"KAKANAI_STAFF_OIDC_CLIENT_ID": "kakanai"},
        "KAKANAI_STAFF_OIDC_ISSUER and KAKANAI_STAFF_OIDC_CLIENT_ID go together; one of them is missing.",
    ),
    (
        {"KAKANAI_CORPORATIONS": "web-api"},
        "KAKANAI_CORPORATIONS=web-api and KAKANAI_CORPORATIONS_ID_FILE go together; one of them is missing.",
    ),
    (
        {"KAKANAI_CORPORATIONS": "file"},
        "KAKANAI_CORPORATIONS=file and KAKANAI_CORPORATIONS_FILE go together; one of them is missing.",
    ),
    (
        {"KAKANAI_CORPORATIONS": "web-api", "KAKANAI_CORPORATIONS_ID_FILE": "/run/id", "KAKANAI_ZONE": "inner"},
        "KAKANAI_CORPORATIONS=web-api cannot be set in zone inner: nothing inside calls the internet.",
    ),
    (
        {"KAKANAI_GBIZID_ISSUER": "https://gbizid.example/oauth/"},
        "KAKANAI_GBIZID_ISSUER, KAKANAI_GBIZID_CLIENT_ID and KAKANAI_GBIZID_SECRET_FILE go together; one of them is missing.",
    ),
    (
        GBIZID | {"KAKANAI_GBIZID_ISSUER": "http://gbizid.example/oauth/"},
        "KAKANAI_GBIZID_ISSUER must be an https:// address in production.",
    ),
    (
        GBIZID | {"KAKANAI_GBIZID_ISSUER": "https://localhost/oauth/"},
        "KAKANAI_GBIZID_ISSUER names a test or sandbox provider; production needs the real one.",
    ),
    (
        GBIZID | {"KAKANAI_ZONE": "inner"},
        "KAKANAI_GBIZID_ISSUER cannot be set in zone inner: nothing inside calls the internet.",
    ),
    (
        {"KAKANAI_STAFF_OIDC_ISSUER": "http://sso.example", "KAKANAI_STAFF_OIDC_CLIENT_ID": "kakanai"},
        "KAKANAI_STAFF_OIDC_ISSUER must be an https:// address in production.",
    ),
    (
        {"KAKANAI_STAFF_OIDC_ISSUER": "https://localhost/realms/staff", "KAKANAI_STAFF_OIDC_CLIENT_ID": "kakanai"},
        "KAKANAI_STAFF_OIDC_ISSUER names a test or sandbox provider; production needs the real one.",
    ),
    (
        {
            "KAKANAI_STAFF_OIDC_ISSUER": "https://sso.example",
            "KAKANAI_STAFF_OIDC_CLIENT_ID": "kakanai",
            "KAKANAI_ZONE": "outer",
        },
        "KAKANAI_STAFF_OIDC_ISSUER cannot be set in zone outer: it has no pages for staff.",
    ),
    ({"KAKANAI_PUBLIC_URL": "http://city.example"}, "KAKANAI_PUBLIC_URL must be an https:// address in production."),
    (
        {"KAKANAI_RESIDENT_URL": "https://city.example"},
        "KAKANAI_RESIDENT_URL is for zone inner: elsewhere residents see KAKANAI_PUBLIC_URL.",
    ),
    (
        {"KAKANAI_RESIDENT_URL": "http://city.example", "KAKANAI_ZONE": "inner"},
        "KAKANAI_RESIDENT_URL must be an https:// address in production.",
    ),
    (
        {"KAKANAI_CITY": str(BLANK), "KAKANAI_ZONE": "outer"},
        "KAKANAI_CITY must be your city's folder in zone outer: it is set up in zone inner (`kakanai city write`).",
    ),
    ({"KAKANAI_CITY": DEFAULT_CITY}, "KAKANAI_CITY must be your city's folder in production; 見本市 is fictional."),
    (
        {"KAKANAI_DAS_ISSUER": "http://card.example/realms/main"},
        "KAKANAI_DAS_ISSUER must be an https:// address in production.",
    ),
    (
        {"KAKANAI_DAS_ISSUER": "https://sb-auth-and-sign.example/realms/main"},
        "KAKANAI_DAS_ISSUER names a test or sandbox provider; production needs the real one.",
    ),
    (
        {"KAKANAI_DAS_CLIENT_ID": ""},
        "KAKANAI_DAS_CLIENT_ID is empty; it is the id that the card provider gave you.",
    ),
    *(({"KAKANAI_PAYMENTS": "hosted-page", **with_}, sentence) for with_, sentence in (
        ({}, "KAKANAI_PAYMENTS_ADDRESS must be an https:// address in production."),
        ({"KAKANAI_PAYMENTS_ADDRESS": "http://pay.example"}, "KAKANAI_PAYMENTS_ADDRESS must be an https:// address in production."),
        ({"KAKANAI_PAYMENTS_ADDRESS": "https://sandbox.pay.example"},
         "KAKANAI_PAYMENTS_ADDRESS names a test or sandbox provider; production needs the real one."),
        ({}, "KAKANAI_PAYMENTS_MERCHANT is empty; it is what the payment provider calls this city."),
        ({}, "KAKANAI_PAYMENTS_SECRET_FILE is empty; it is the file with the secret that the payment provider gave you."),
    )),
    *(({"KAKANAI_DEBITS_ADDRESS": address}, "KAKANAI_DEBITS_ADDRESS must be the https:// address of the real service in production.")
      for address in ("http://debit.example", "https://sandbox.debit.example")),
    ({"KAKANAI_DEBITS_ADDRESS": "https://debit.example"},
     "KAKANAI_DEBITS_MERCHANT or KAKANAI_DEBITS_SECRET_FILE is empty; the service gives you both."),
    (
        {"KAKANAI_SMS": "twilio", "KAKANAI_ZONE": "inner"},
        "KAKANAI_SMS cannot be set in zone inner: nothing inside calls the internet.",
    ),
    (
        {"KAKANAI_LOCKS": "embedded", "KAKANAI_ZONE": "inner"},
        "KAKANAI_LOCKS cannot be set in zone inner: the zone outer, where people see their numbers, gives them.",
    ),
    ({"KAKANAI_LOCKS": "remotelock"}, "KAKANAI_LOCKS_CLIENT and KAKANAI_LOCKS_SECRET_FILE go together."),
    (
        {"KAKANAI_LOCKS": "remotelock", "KAKANAI_LOCKS_CLIENT": "c", "KAKANAI_LOCKS_SECRET_FILE": "/s", "KAKANAI_LOCKS_API": "http://x"},
        "KAKANAI_LOCKS_API must be an https:// address in production.",
    ),
    *((LINE_LOGIN | {variable: value}, sentence) for variable, value, sentence in (
        ("KAKANAI_LINE_LOGIN_SECRET_FILE", "", "KAKANAI_LINE_LOGIN_CHANNEL and KAKANAI_LINE_LOGIN_SECRET_FILE go together."),
        ("KAKANAI_LINE_LOGIN_CHANNEL", "@mihon", "KAKANAI_LINE_LOGIN_CHANNEL must be the channel's id, ten digits."),
        ("KAKANAI_ZONE", "inner", "KAKANAI_LINE_LOGIN=on cannot be set in zone inner: nothing inside calls the internet."),
        ("KAKANAI_LINE_LOGIN_ISSUER", "http://line.example", "KAKANAI_LINE_LOGIN_ISSUER must be an https:// address in production."),
        ("KAKANAI_LINE_LOGIN_API", "http://line.example", "KAKANAI_LINE_LOGIN_API must be an https:// address in production."),
    )),
    ({"KAKANAI_LINE_LIFF": "abc"}, "KAKANAI_LINE_LIFF must be the id of a LIFF app, for example 1234567890-AbcdEfgh."),
    ({"KAKANAI_SMS": "twilio"}, "KAKANAI_SMS_ACCOUNT, KAKANAI_SMS_SECRET_FILE and KAKANAI_SMS_SENDER go together."),
    *(({"KAKANAI_PAYMENTS": "stripe", **with_}, sentence) for with_, sentence in (
        ({}, "KAKANAI_PAYMENTS_SECRET_FILE is empty; Stripe needs both files, of its API key and of its webhook's secret."),
        ({"KAKANAI_PAYMENTS_SECRET_FILE": "key"},
         "KAKANAI_PAYMENTS_WEBHOOK_SECRET_FILE is empty; Stripe needs both files, of its API key and of its webhook's secret."),
        ({"KAKANAI_PAYMENTS_ADDRESS": "https://pay.example"}, "KAKANAI_PAYMENTS_ADDRESS must be empty for stripe in production."),
    )),
    ({"KAKANAI_RESIDENT_REGISTER": "people"}, FAKE_REGISTER),
    ({"KAKANAI_RESIDENT_REGISTER": "file"}, NO_EXTRACT),
    ({"KAKANAI_REGISTER_FILE": "extract.csv"}, NO_EXTRACT),
    ({"KAKANAI_RESIDENT_REGISTER": "view"}, NO_VIEW),
    ({"KAKANAI_REGISTER_URL": "postgresql://reader@db/resident"}, NO_VIEW),
    ({"KAKANAI_RESIDENT_REGISTER": "view", "KAKANAI_REGISTER_URL": "sqlite:///x"}, NO_POSTGRESQL),
)  # fmt: skip


@pytest.fixture
def complete(tmp_path: Path) -> dict[str, str]:
    """Complete, over an empty folder, with a real city."""
    city = make_real_city(tmp_path / "city")
    return {
        **WHOLE,
        "KAKANAI_CITY": str(city),
        "KAKANAI_DATA": str(tmp_path / "data"),
        "KAKANAI_LAYOUTS": str(make_own_layouts(tmp_path / "layouts")),
    }


@pytest.mark.parametrize(("change", "sentence"), CASES)
def test_production_says_what_it_refuses(
    change: Mapping[str, str], sentence: str, complete: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    surround(monkeypatch, {**complete, **change})
    with pytest.raises(BadSetting) as refused:
        load_settings()
    assert sentence in refused.value.sentences


def surround(monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str]) -> None:
    for name in list(os.environ):
        if name.startswith("KAKANAI_") or name == "PORT":
            monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def test_without_these_it_passes(complete: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    surround(monkeypatch, complete)
    assert load_settings().env == "production"


def refusal_of(settings: Mapping[str, str], *command: str) -> str:
    """Exit status 1, without a traceback."""
    surroundings = {"PATH": "/usr/bin:/bin", "PORT": str(free_ports(1)[0]), **settings}
    ended = run(command, env=surroundings)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_production_makes_no_key_and_no_table_by_itself(complete: dict[str, str], tmp_path: Path) -> None:
    assert "keys.json cannot be read" in refusal_of(complete, "serve")
    create_ring(tmp_path / "data" / "keys", FILE_NAME)
    assert "run `kakanai migrate` first" in refusal_of(complete, "serve")
    with sqlite3.connect(tmp_path / "data" / "kakanai.sqlite") as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []
    database.close()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [("demo", "the demo is for trying out only"), ("mock", "Production has no mock card provider.")],
)
def test_production_has_no_demo_and_no_mock(command: str, sentence: str, complete: dict[str, str]) -> None:
    assert sentence in refusal_of(complete, command)


def test_a_data_folder_that_cannot_be_written_is_named(complete: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    assert f"KAKANAI_DATA={folder}: cannot write there" in refusal_of(complete | {"KAKANAI_DATA": str(folder)}, "serve")


def test_a_data_folder_is_tried_by_several_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(demand_writable, [tmp_path / "data"] * 400)) == [None] * 400
    assert list((tmp_path / "data").iterdir()) == []
