from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from joserfc.jwk import ECKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from integrations.certificates.algorithms import ACCEPTED, ALGORITHMS
from integrations.certificates.company_judge import RegistrarJudge
from integrations.certificates.mock import PATH as JPKI_PATH
from integrations.certificates.mock.registrar_pages import PATH as REGISTRAR_PATH
from integrations.certificates.mock.registrar_pages import REGISTRARS
from integrations.certificates.mock.trust import PracticeTrust
from integrations.certificates.profile import Profile
from integrations.certificates.responder import Responder
from integrations.certificates.revocation_list import ListAddresses, ListFolder, RevocationLists
from integrations.certificates.signed_files import PackageFilesJudge
from integrations.certificates.trust import load_registrars, load_trust
from integrations.certificates.verifier import JpkiVerifier
from integrations.http import Transport
from integrations.identity.client_key import load_or_create_client_key
from integrations.identity.das_signing import DasSigning, DasSigningSettings
from integrations.identity.signing_names import SigningNames
from integrations.sockets.certificate_sockets import (
    CompanyJudge,
    Environment,
    Kind,
    RevocationSource,
    SignatureProvider,
    SignatureVerifier,
    TrustStore,
)
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.signed_files_socket import SignedFilesJudge
from portal.config import Settings
from portal.db import Database
from portal.errors import BadSetting
from portal.services.signing.remember_revocation import RememberedRevocation

RESULT_KEY = "signing-results.json"  # encrypts results; separate from the signing key
_TERMS = "KAKANAI_SIGNING_TERMS"


@dataclass(frozen=True)
class Signatures:
    provider: SignatureProvider | None = None
    verifier: SignatureVerifier | None = None
    revocation: RevocationSource | None = None
    jwks: Mapping[str, object] | None = None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Terms(_Strict):
    # Defaults: docs/card-gateway.md.

    names: dict[str, str] = {}
    refusals: dict[str, IdentityCode] | None = None
    statuses: dict[int, IdentityCode] | None = None
    attributes: str = ""
    policies: dict[Environment, dict[Kind, str]] = {}
    algorithms: list[str] = sorted(ACCEPTED)
    list_hours: Annotated[int, Field(ge=1, le=240)] = 24
    answer_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    needs_nonce: bool = True

    def signing_names(self) -> SigningNames:
        names: dict[str, Any] = dict(self.names)
        names |= {"refusals": self.refusals} if self.refusals is not None else {}
        names |= {"statuses": self.statuses} if self.statuses is not None else {}
        return SigningNames(**names)

    def profile(self) -> Profile:
        default = Profile()
        policies = {
            (environment, kind): oid for environment, kinds in self.policies.items() for kind, oid in kinds.items()
        }
        return replace(default, policies={**default.policies, **policies})


@dataclass(frozen=True)
class Practice:
    issuer: str
    client: str
    address: str
    transport: Transport = field(default_factory=lambda: Transport(timeout=5))


def wire_signatures(settings: Settings, key: ECKey | None, practice: Practice | None, database: Database) -> Signatures:
    """`practice` None: production. Raises BadSetting."""
    if settings.zone == "inner":
        return Signatures(verifier=_judge_of_carried(settings, database))
    enabled = settings.signing == "das" or (settings.signing == "auto" and practice is not None)
    if key is None or not enabled:
        return Signatures()
    terms = read_terms(settings.signing_terms)
    provider = _provider(settings, terms, key, practice)
    trust = _trust(settings, practice)
    revocation = _revocation(settings, terms, trust, practice, database)
    verifier = JpkiVerifier(trust, revocation, accepted=frozenset(terms.algorithms), profile=terms.profile())
    if practice is None:
        _for_real(provider, verifier, revocation)
    return Signatures(provider, verifier, revocation, provider.public_jwks())


def _judge_of_carried(settings: Settings, database: Database) -> SignatureVerifier | None:
    # The courier brings revocation results inside.
    if not settings.signing_trust or settings.signing_revocation == "none":
        return None
    terms, trust = read_terms(settings.signing_terms), _trust(settings, None)
    revocation = _revocation(settings, terms, trust, None, database)
    return JpkiVerifier(trust, revocation, accepted=frozenset(terms.algorithms), profile=terms.profile())


def wire_card_judge(settings: Settings, practice: Practice | None, database: Database) -> SignatureVerifier | None:
    """利用者証明用. None without trust or revocation source. Raises BadSetting."""
    return _card_judge(settings, practice, database, "auth")


def wire_files_judge(
    settings: Settings, practice: Practice | None, database: Database, companies: CompanyJudge | None
) -> SignedFilesJudge:
    """Without authorities it says what files are covered, and by what form. Raises BadSetting."""
    # As for companies, practice is not called from inside.
    cards = _card_judge(settings, practice if settings.zone != "inner" else None, database, "sign")
    return PackageFilesJudge(cards, companies if isinstance(companies, RegistrarJudge) else None)


def _card_judge(settings: Settings, practice: Practice | None, database: Database, kind: Kind) -> JpkiVerifier | None:
    if practice is None and (not settings.signing_trust or settings.signing_revocation == "none"):
        return None
    terms, trust = read_terms(settings.signing_terms), _trust(settings, practice)
    revocation = _revocation(settings, terms, trust, practice, database)
    return JpkiVerifier(trust, revocation, kind, frozenset(terms.algorithms), terms.profile())


def wire_company_judge(settings: Settings, practice: Practice | None, database: Database) -> CompanyJudge | None:
    """None without 登記官. Raises BadSetting."""
    if settings.registrars:
        trust, source = _registrars(settings, Path(settings.registrars))
    elif practice is not None and settings.zone != "inner":
        address = f"{practice.address}{REGISTRAR_PATH}"
        trust = PracticeTrust(practice.transport, address, settings.data / "practice-registrars", REGISTRARS)
        source = Responder(trust, practice.transport, f"{address}/ocsp")
    else:
        return None
    return RegistrarJudge(trust, RememberedRevocation(source, database))


def _registrars(settings: Settings, folder: Path) -> tuple[TrustStore, RevocationSource]:
    try:
        pins = (folder / "pins.txt").read_text(encoding="ascii").split()
        trust = load_registrars(folder, settings.signing_environment, pins)
        responder = folder / "responder.txt"
        address = responder.read_text(encoding="ascii").strip() if responder.exists() else ""
    except (AdapterError, OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"KAKANAI_REGISTRARS={folder}: {error}.") from None
    if not address:
        return trust, RevocationLists(trust, ListFolder(folder))
    if settings.zone == "inner":
        raise BadSetting(f"KAKANAI_REGISTRARS={folder}: zone inner calls no responder; put lists there (*.crl).")
    # No public source says whether its answers repeat a nonce.
    return trust, Responder(trust, Transport(), address, needs_nonce=False)


def read_terms(path: str) -> _Terms:
    """Raises BadSetting."""
    if not path:
        return _Terms()
    from ruamel.yaml import YAML  # noqa: PLC0415 - few have such a file, and nothing else parses at most starts
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        terms = _Terms.model_validate(YAML(typ="safe").load(Path(path).read_text(encoding="utf-8")) or {})
        terms.signing_names()
    except (OSError, ValueError, TypeError, YAMLError) as error:
        if isinstance(error, ValidationError):
            faults = (f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
            raise BadSetting(*(f"{_TERMS}={path}: {fault}." for fault in faults)) from None
        raise BadSetting(f"{_TERMS}={path}: cannot be read ({type(error).__name__}).") from None
    profile = terms.profile()
    real = [oid for (which, _), oid in profile.policies.items() if which == "prod"]
    if any(profile.is_for_tests(oid) or Profile().is_for_tests(oid) for oid in real):
        raise BadSetting(f"{_TERMS} gives real cards the policy of cards made for tests.")
    strangers = set(terms.algorithms) - set(ALGORITHMS)
    if strangers or not terms.algorithms:
        raise BadSetting(f"{_TERMS}={path}: algorithms must be of {', '.join(sorted(ALGORITHMS))}.")
    return terms


def _provider(settings: Settings, terms: _Terms, key: ECKey, practice: Practice | None) -> DasSigning:
    how = DasSigningSettings(
        settings.das_issuer or (practice.issuer if practice else ""),
        settings.das_client_id or (practice.client if practice else ""),
        settings.signing_transactions,
        terms.attributes,
        names=terms.signing_names(),
    )
    if practice is None and how.for_tests_only:
        raise BadSetting("KAKANAI_SIGNING_TRANSACTIONS or KAKANAI_DAS_ISSUER names a test or sandbox provider.")
    return DasSigning(how, Transport(), key, load_or_create_client_key(settings.data / "keys" / RESULT_KEY))


def _trust(settings: Settings, practice: Practice | None) -> TrustStore:
    if practice is not None and not settings.signing_trust:
        folder = settings.data / "practice-trust"
        return PracticeTrust(practice.transport, f"{practice.address}{JPKI_PATH}", folder)
    try:
        pins = settings.signing_pins.replace(",", " ").split()
        return load_trust(Path(settings.signing_trust), settings.signing_environment, pins)
    except (AdapterError, OSError) as error:
        raise BadSetting(f"KAKANAI_SIGNING_TRUST={settings.signing_trust}: {error}.") from None


def _revocation(
    settings: Settings, terms: _Terms, trust: TrustStore, practice: Practice | None, database: Database
) -> RevocationSource:
    return RememberedRevocation(_neighbour(settings, terms, trust, practice), database)


def _neighbour(settings: Settings, terms: _Terms, trust: TrustStore, practice: Practice | None) -> RevocationSource:
    address, kind = settings.signing_revocation_at, settings.signing_revocation
    if practice is not None and kind == "none":
        address, kind = f"{practice.address}{JPKI_PATH}/ocsp", "ocsp"
    age = timedelta(hours=terms.list_hours)
    match kind:
        case "crl-folder":
            return RevocationLists(trust, ListFolder(Path(address)), age)
        case "crl-http":
            return RevocationLists(trust, ListAddresses(Transport(), address.split()), age)
        case _:
            minutes = timedelta(minutes=terms.answer_minutes)
            return Responder(trust, Transport(), address, max_age=minutes, needs_nonce=terms.needs_nonce)


def _for_real(provider: SignatureProvider, verifier: SignatureVerifier, revocation: RevocationSource) -> None:
    # Raises BadSetting.
    for plug in (provider, verifier, revocation):
        if plug.fake:
            raise BadSetting(f"The adapter {plug.name} of signatures is for practice; production needs the real one.")
