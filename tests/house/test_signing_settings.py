"""A production start refuses practice settings of signing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.authority import KINDS
from integrations.certificates.mock.issuing import fingerprint
from integrations.identity.client_key import load_or_create_client_key
from portal.clock import Clock
from portal.config import Settings, load_settings
from portal.db import Database
from portal.errors import BadSetting
from portal.wiring.signatures import Practice, read_terms, wire_signatures
from tests.house.test_production import WHOLE

REAL: Mapping[str, str] = {
    **WHOLE,
    "KAKANAI_SIGNING": "das",
    "KAKANAI_SIGNING_TRUST": "trust",
    "KAKANAI_SIGNING_PINS": "00",
    "KAKANAI_SIGNING_REVOCATION": "crl-folder",
    "KAKANAI_SIGNING_REVOCATION_AT": "lists",
}
TRANSACTIONS = "KAKANAI_SIGNING_TRANSACTIONS"
CASES: tuple[tuple[Mapping[str, str], str], ...] = (
    ({TRANSACTIONS: "http://sign.example"}, f"{TRANSACTIONS} must be an https:// address in production."),
    (
        {TRANSACTIONS: "https://sb-auth-and-sign.go.jp/api"},
        f"{TRANSACTIONS} names a test or sandbox provider; production needs the real one.",
    ),
    (
        {"KAKANAI_SIGNING_TRUST": "", "KAKANAI_SIGNING_PINS": ""},
        "KAKANAI_SIGNING_TRUST is empty; it is the folder with the authorities that real cards are from.",
    ),
    (
        {"KAKANAI_SIGNING_PINS": ""},
        "KAKANAI_SIGNING_TRUST and KAKANAI_SIGNING_PINS go together; one of them is missing.",
    ),
    (
        {"KAKANAI_SIGNING_ENVIRONMENT": "test"},
        "KAKANAI_SIGNING_ENVIRONMENT=test trusts cards made for tests; production needs prod.",
    ),
    (
        {"KAKANAI_SIGNING_REVOCATION": "none", "KAKANAI_SIGNING_REVOCATION_AT": ""},
        "KAKANAI_SIGNING_REVOCATION is none: revocation would be unknown, and no signature would be accepted.",
    ),
    (
        {"KAKANAI_SIGNING_REVOCATION_AT": ""},
        "KAKANAI_SIGNING_REVOCATION and KAKANAI_SIGNING_REVOCATION_AT go together; one of them is missing.",
    ),
    (
        {"KAKANAI_SIGNING_REVOCATION": "ocsp", "KAKANAI_SIGNING_REVOCATION_AT": "http://127.0.0.1:8001/jpki/ocsp"},
        "KAKANAI_SIGNING_REVOCATION_AT names a test or sandbox neighbour; production needs the real one.",
    ),
    ({"KAKANAI_DAS_ISSUER": "http://card.example"}, "KAKANAI_DAS_ISSUER must be an https:// address in production."),
    (
        {"KAKANAI_IDENTITY": "none"},
        "KAKANAI_SIGNING=das needs KAKANAI_IDENTITY=das: both use the same provider.",
    ),
    (
        {"KAKANAI_ZONE": "inner"},
        "KAKANAI_SIGNING=das cannot be set in zone inner: nothing inside calls the internet.",
    ),
)


def refusals(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changes: Mapping[str, str]) -> tuple[str, ...]:
    for name, value in {**REAL, "KAKANAI_CITY": str(tmp_path), **changes}.items():
        monkeypatch.setenv(name, value)
    try:
        load_settings()
    except BadSetting as refused:
        return refused.sentences
    return ()


def test_real_signing_starts_as_far_as_settings_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert refusals(monkeypatch, tmp_path, {}) == ()


@pytest.mark.parametrize(("changes", "sentence"), CASES, ids=[sentence[:60] for _, sentence in CASES])
def test_what_is_for_practice_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changes: Mapping[str, str], sentence: str
) -> None:
    assert refusals(monkeypatch, tmp_path, changes) == (sentence,)


DATABASE = Database("sqlite://")  # never opened


def real(folder: Path, **settings: str) -> Settings:
    values = {
        "env": "production", "data": str(folder), "das_issuer": "https://card.example/realms/main",
        "das_client_id": "RP1", "signing": "das", "signing_trust": str(folder / "trust"), "signing_pins": "00",
        "signing_revocation": "crl-folder", "signing_revocation_at": str(folder),
    }  # fmt: skip
    return Settings(**{**values, **settings})  # type: ignore[arg-type]


def wired(settings: Settings) -> str:
    with pytest.raises(BadSetting) as refused:
        wire_signatures(settings, load_or_create_client_key(settings.data / "key"), None, DATABASE)
    return " ".join(refused.value.sentences)


def test_authorities_made_for_practice_are_no_trust_for_real_cards(tmp_path: Path) -> None:
    world = MockJpki((), Clock(None).now)
    for kind in KINDS:
        (tmp_path / "trust" / kind).mkdir(parents=True)
        (tmp_path / "trust" / kind / "a.cer").write_bytes(world.authorities.of(kind, "2023").der)
    pins = " ".join(fingerprint(world.authorities.of(kind, "2023")) for kind in KINDS)
    assert "a practice authority is in a store for real cards" in wired(real(tmp_path, signing_pins=pins))
    assert "the pinned fingerprints are not those of the certificates" in wired(real(tmp_path))


def test_the_policy_of_cards_for_tests_is_no_policy_of_real_ones(tmp_path: Path) -> None:
    terms = tmp_path / "terms.yaml"
    terms.write_text("policies: {prod: {sign: 1.2.392.200149.8.5.1.0.20}}", encoding="utf-8")
    with pytest.raises(BadSetting) as refused:
        read_terms(str(terms))
    assert refused.value.sentences == ("KAKANAI_SIGNING_TERMS gives real cards the policy of cards made for tests.",)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("names: {digest: hash}", ""),
        ("statuses: {404: NONCE_EXPIRED}\nrefusals: {locked: PIN_LOCKED}", ""),
        ("names: {digests: hash}", "cannot be read"),
        ("stranger: 1", "stranger: Extra inputs are not permitted"),
        ("refusals: {locked: NO_SUCH_CODE}", "refusals.locked"),
        ("algorithms: [md5]", "algorithms must be of"),
        ("list_hours: 0", "list_hours"),
        ("names: [", "cannot be read"),
    ],
)
def test_the_file_of_terms_is_read_strictly(tmp_path: Path, written: str, sentence: str) -> None:
    terms = tmp_path / "terms.yaml"
    terms.write_text(written, encoding="utf-8")
    if not sentence:
        read_terms(str(terms))
        return
    with pytest.raises(BadSetting, match=sentence):
        read_terms(str(terms))


def test_practice_has_the_mock_and_nothing_to_set(tmp_path: Path) -> None:
    settings = Settings(env="test", data=tmp_path)
    practice = Practice("http://127.0.0.1:1/api/realms/main", "RP1", "http://127.0.0.1:1")
    wired = wire_signatures(settings, load_or_create_client_key(tmp_path / "key"), practice, DATABASE)
    assert wired.provider is not None
    assert wired.revocation is not None
    assert {key["use"] for key in wired.jwks["keys"]} == {"sig", "enc"}  # type: ignore[index,union-attr]
