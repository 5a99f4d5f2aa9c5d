"""Checks settings against each other."""

import os
import re
from ipaddress import ip_network
from urllib.parse import urlsplit

from portal.config.messaging import messaging_faults
from portal.config.money_fields import shop_faults
from portal.config.settings import BLANK, FICTIONAL, PRACTICE_AGENT, Settings
from portal.config.token_server_settings import token_server_faults

# Ports below the ephemeral range.
_SCANNER = re.compile(r"/.+|(\[[0-9a-fA-F:.]+\]|[^:/\s]+):([1-9][0-9]{0,3}|[1-5][0-9]{4})")
# Parts of issuers whose cards are not real. Host names are case-insensitive.
_PRACTICE = ("sb-auth-and-sign", "sandbox", "localhost", "127.0.0.1", "[::1]")
_AGENT = re.compile(rf"http://127\.0\.0\.1:[1-9][0-9]{{0,4}}({PRACTICE_AGENT})?")
_EVERYBODY = {"*", "0.0.0.0/0", "::/0"}  # as proxies whose headers count
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SYSTEM = re.compile(r"[A-Za-z0-9_-]{1,40}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FOLDER_OF_OBJECTS = re.compile(r"([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)?")
_STORAGE = re.compile(r"https?://[^/?#@\s]+")


def contradictions(settings: Settings) -> list[str]:
    if settings.cities:
        return []  # each city's are checked with its own file
    faults = []
    if settings.import_folder and settings.zone == "outer":
        faults.append("KAKANAI_IMPORT_FOLDER cannot be set in zone outer: packages come to the section.")
    if settings.export_folder and settings.zone == "outer":
        faults.append("KAKANAI_EXPORT_FOLDER cannot be set in zone outer: hand-overs are the section's.")
    if settings.addressee_digits and settings.zone == "outer":
        faults.append("KAKANAI_ADDRESSEE_DIGITS cannot be set in zone outer: 宛名番号 are the section's.")
    faults += _buckets(settings)
    addresses = (settings.database_url, settings.database_replica_url)
    if settings.database_replica_url and not all(address.startswith("postgresql") for address in addresses):
        faults.append(
            "KAKANAI_DATABASE_REPLICA_URL and KAKANAI_DATABASE_URL: only PostgreSQL has a server that follows."
        )
    if settings.scanner == "clamav" and not _SCANNER.fullmatch(settings.scanner_address):
        faults.append("KAKANAI_SCANNER_ADDRESS must be the path of clamd's socket (/run/…) or host:port.")
    faults += _register(settings)
    if settings.now is not None and settings.now.tzinfo is None:
        faults.append("KAKANAI_NOW needs an offset, for example 2026-11-20T10:00:00+09:00.")
    if not _SYSTEM.fullmatch(settings.api_system):
        faults.append("KAKANAI_API_SYSTEM: letters, digits, hyphens and underscores, at most 40; scopes begin with it.")
    if len({bool(settings.pkcs11_module), bool(settings.pkcs11_token), bool(settings.pkcs11_pin_file)}) > 1:
        faults.append(
            "KAKANAI_PKCS11_MODULE, KAKANAI_PKCS11_TOKEN and KAKANAI_PKCS11_PIN_FILE go together; one of them is missing."
        )
    faults += _courier(settings)
    faults += [
        *messaging_faults(settings),
        *_locks(settings),
        *_staff_oidc(settings),
        *_gbizid(settings),
        *token_server_faults(settings, _PRACTICE),
        *_corporations(settings),
        *_staff_networks(settings),
        *_signing(settings),
        *_card_agent(settings),
        *shop_faults(settings.shop_payment_qr, production=settings.env == "production"),
    ]
    if settings.env == "production":
        faults += _production(settings)
    return faults


def _register(settings: Settings) -> list[str]:
    faults, given = [], {"file": settings.register_file, "view": settings.register_url}
    if settings.zone == "outer" and (
        settings.resident_register in ("people", *given) or any((*given.values(), settings.link_file))
    ):
        faults.append(
            "KAKANAI_RESIDENT_REGISTER cannot be set in zone outer: the internet side never reaches the register."
        )
    for plug, variable in (("file", "KAKANAI_REGISTER_FILE"), ("view", "KAKANAI_REGISTER_URL")):
        if (settings.resident_register == plug) != bool(given[plug]):
            faults.append(f"KAKANAI_RESIDENT_REGISTER={plug} and {variable} go together; one of them is missing.")
    if settings.register_url and not settings.register_url.startswith("postgresql"):
        faults.append("KAKANAI_REGISTER_URL: the view is in PostgreSQL; example: postgresql://reader@host/name.")
    return faults


def _buckets(settings: Settings) -> list[str]:
    faults = [*_bucket(settings, "export"), *_bucket(settings, "files")]
    if settings.export_bucket and settings.export_folder:
        faults.append("KAKANAI_EXPORT_BUCKET and KAKANAI_EXPORT_FOLDER: hand-overs have one destination; set one.")
    if settings.export_bucket and settings.zone == "outer":
        faults.append("KAKANAI_EXPORT_BUCKET cannot be set in zone outer: hand-overs are the section's.")
    return faults


def _bucket(settings: Settings, use: str) -> list[str]:
    name, address, key_id, secret_file, folder = (
        str(getattr(settings, f"{use}_bucket{part}")) for part in ("", "_address", "_key_id", "_secret_file", "_folder")
    )
    variable, needed, faults = f"KAKANAI_{use.upper()}_BUCKET", (name, address, key_id, secret_file), []
    if any(needed) and not all(needed):
        faults.append(
            f"{variable}, {variable}_ADDRESS, {variable}_KEY_ID and "
            f"{variable}_SECRET_FILE go together; one of them is missing."
        )
    if name and not _BUCKET.fullmatch(name):
        faults.append(f"{variable}: 3 to 63 small letters, digits, hyphens and dots, as storages name buckets.")
    if not _FOLDER_OF_OBJECTS.fullmatch(folder):
        faults.append(f"{variable}_FOLDER: letters, digits, hyphens and underscores, with / between them.")
    if address and not (_STORAGE.fullmatch(address) and _host(address)):
        faults.append(f"{variable}_ADDRESS must be https://host or https://host:port, without the bucket.")
    if settings.env == "production" and address.startswith("http://"):
        faults.append(f"{variable}_ADDRESS must be an https:// address in production: answers go to it.")
    return faults


def _courier(settings: Settings) -> list[str]:
    faults = []
    if settings.laptop and settings.zone != "single":
        faults.append("KAKANAI_LAPTOP is for zone single: a laptop has all of its counter in one.")
    if settings.resident_url and settings.zone != "inner":
        faults.append("KAKANAI_RESIDENT_URL is for zone inner: elsewhere residents see KAKANAI_PUBLIC_URL.")
    if settings.resident_url and settings.env == "production" and not settings.resident_url.startswith("https://"):
        faults.append("KAKANAI_RESIDENT_URL must be an https:// address in production.")
    if bool(settings.courier_in) != bool(settings.courier_out):
        faults.append("KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT go together; one of them is missing.")
    if settings.courier_in and settings.courier_in == settings.courier_out:
        faults.append("KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT must be two folders.")
    return faults


def _locks(settings: Settings) -> list[str]:
    if settings.locks == "none":
        return []
    faults = []
    if settings.zone == "inner":
        faults.append(
            "KAKANAI_LOCKS cannot be set in zone inner: the zone outer, where people see their numbers, gives them."
        )
    if settings.locks == "remotelock":
        given = (settings.locks_client, settings.locks_secret_file)
        if not all(given) and (any(given) or settings.env == "production"):
            faults.append("KAKANAI_LOCKS_CLIENT and KAKANAI_LOCKS_SECRET_FILE go together.")
        for name, address in (("API", settings.locks_api), ("SIGN_IN", settings.locks_sign_in)):
            if address and settings.env == "production" and not address.startswith("https://"):
                faults.append(f"KAKANAI_LOCKS_{name} must be an https:// address in production.")
    return faults


def _staff_networks(settings: Settings) -> list[str]:
    faults, trusted = [], os.environ.get("FORWARDED_ALLOW_IPS", "").replace(",", " ").split()
    for network in settings.staff_networks.split():
        try:
            ip_network(network)
        except ValueError:
            faults.append(f"KAKANAI_STAFF_NETWORKS: {network} is no address range, such as 10.1.0.0/16.")
    if settings.staff_networks and _EVERYBODY & set(trusted):
        faults.append(
            "KAKANAI_STAFF_NETWORKS: FORWARDED_ALLOW_IPS must name the proxies; with * anybody could choose an address."
        )
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


def _corporations(settings: Settings) -> list[str]:
    faults = []
    if (settings.corporations == "web-api") != bool(settings.corporations_id_file):
        faults.append(
            "KAKANAI_CORPORATIONS=web-api and KAKANAI_CORPORATIONS_ID_FILE go together; one of them is missing."
        )
    if (settings.corporations == "file") != bool(settings.corporations_file):
        faults.append("KAKANAI_CORPORATIONS=file and KAKANAI_CORPORATIONS_FILE go together; one of them is missing.")
    if settings.corporations == "web-api" and settings.zone == "inner":
        faults.append("KAKANAI_CORPORATIONS=web-api cannot be set in zone inner: nothing inside calls the internet.")
    return faults


def _gbizid(settings: Settings) -> list[str]:
    issuer, faults = settings.gbizid_issuer, []
    if len({bool(issuer), bool(settings.gbizid_client_id), bool(settings.gbizid_secret_file)}) > 1:
        faults.append(
            "KAKANAI_GBIZID_ISSUER, KAKANAI_GBIZID_CLIENT_ID and KAKANAI_GBIZID_SECRET_FILE go together; one of them is missing."
        )
    if issuer and settings.zone == "inner":
        faults.append("KAKANAI_GBIZID_ISSUER cannot be set in zone inner: nothing inside calls the internet.")
    if issuer and settings.env == "production":
        if not (issuer.startswith("https://") and _host(issuer)):
            faults.append("KAKANAI_GBIZID_ISSUER must be an https:// address in production.")
        if any(word in issuer.lower() for word in _PRACTICE):
            faults.append("KAKANAI_GBIZID_ISSUER names a test or sandbox provider; production needs the real one.")
    return faults


def _production(settings: Settings) -> list[str]:
    faults = []
    if settings.now is not None:
        faults.append("KAKANAI_NOW is for demo and test; production runs on the real clock.")
    if settings.scanner == "fake":
        faults.append("KAKANAI_SCANNER=fake finds no virus; it is for demo and test.")
    if settings.invitations == "fake":
        faults.append("KAKANAI_INVITATIONS=fake accepts a published code; it is for test.")
    if settings.mail == "fake":
        faults.append("KAKANAI_MAIL=fake sends nothing; it is for demo and test.")
    if settings.mail_host and settings.mail_tls == "none" and settings.mail_host not in _LOOPBACK:
        faults.append("KAKANAI_MAIL_TLS=none is for a mail server on this same machine only.")
    if settings.line_api and not settings.line_api.startswith("https://"):
        faults.append("KAKANAI_LINE_API must be an https:// address in production.")
    if settings.resident_register == "people":
        faults.append("KAKANAI_RESIDENT_REGISTER=people has fictional people; it is for demo and test.")
    if settings.mock_port:
        faults.append("KAKANAI_MOCK_PORT is for demo and test; production has no mock card provider.")
    faults += [*_production_payments(settings), *_production_debits(settings), *_production_signing(settings)]
    if not (settings.secure and _host(settings.base_url)):
        faults.append("KAKANAI_PUBLIC_URL must be an https:// address in production.")
    # From the tree itself the folder is often given as a relative path. A copy is refused when it is loaded.
    if os.path.realpath(settings.city) == str(FICTIONAL):
        faults.append("KAKANAI_CITY must be your city's folder in production; 見本市 is fictional.")
    if settings.city == BLANK and settings.zone == "outer":
        faults.append(
            "KAKANAI_CITY must be your city's folder in zone outer: it is set up in zone inner (`kakanai city write`)."
        )
    if settings.identity == "das" and settings.zone != "inner":
        faults += _production_das(settings)
    return faults


def _production_payments(settings: Settings) -> list[str]:
    if settings.payments == "stripe":
        faults = [
            f"{name} is empty; Stripe needs both files, of its API key and of its webhook's secret."
            for name, file in (
                ("KAKANAI_PAYMENTS_SECRET_FILE", settings.payments_secret_file),
                ("KAKANAI_PAYMENTS_WEBHOOK_SECRET_FILE", settings.payments_webhook_secret_file),
            )
            if not file
        ]
        if settings.payments_address:
            faults.append("KAKANAI_PAYMENTS_ADDRESS must be empty for stripe in production.")
        return faults
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


def _production_debits(settings: Settings) -> list[str]:
    if not settings.debits_address:
        return []
    faults = []
    address = settings.debits_address.lower()
    if not (address.startswith("https://") and _host(address)) or any(word in address for word in _PRACTICE):
        faults.append("KAKANAI_DEBITS_ADDRESS must be the https:// address of the real service in production.")
    if not settings.debits_merchant or not settings.debits_secret_file:
        faults.append("KAKANAI_DEBITS_MERCHANT or KAKANAI_DEBITS_SECRET_FILE is empty; the service gives you both.")
    return faults


def _signing(settings: Settings) -> list[str]:
    faults = []
    if settings.signing == "das" and settings.zone == "inner":
        faults.append("KAKANAI_SIGNING=das cannot be set in zone inner: nothing inside calls the internet.")
    if settings.signing == "das" and settings.identity != "das":
        faults.append("KAKANAI_SIGNING=das needs KAKANAI_IDENTITY=das: both use the same provider.")
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
            "KAKANAI_SIGNING_REVOCATION is none: revocation would be unknown, and no signature would be accepted."
        )
    return faults + _production_judge(settings)


def _production_judge(settings: Settings) -> list[str]:
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
