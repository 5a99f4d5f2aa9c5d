"""A bundle's signature checked by the command line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.sockets.certificate_sockets import CanonicalDocument, SignatureEvidence
from portal.services.signing.signed_bundle import part_of, write_list
from portal.services.signing.signed_document import FORMAT
from tests.portal.cli.conftest import Kakanai
from tests.portal.openssl import verifies
from tests.portal.practice_cards import NOW, PASSWORD, PracticeCards

NONCE = "n-1"
PARTS = {
    f"application-{number}": json.dumps(
        {"format": FORMAT, "application": f"application-{number}", "answers": {"number": number, "reason": "lost"}}
    ).encode()
    for number in (1, 2, 3)
}
LIST = write_list(NONCE, [part_of(name, content) for name, content in PARTS.items()])


@pytest.fixture(scope="module")
def cards() -> PracticeCards:
    return PracticeCards()


@pytest.fixture(scope="module")
def signature(cards: PracticeCards) -> bytes:
    to_sign = cards.verifier.prepare(CanonicalDocument(LIST, NONCE, "bundle", NONCE), NOW, "rsa-2048/sha-256")
    signed = cards.jpki.cards.sign("taro", PASSWORD, to_sign.digest_info)
    evidence = SignatureEvidence(
        "t", "fake", to_sign.format, to_sign.algorithm, to_sign.document_digest, signed.signature, signed.certificate, NONCE,
        "bundle", NONCE, to_sign.signed_attributes,
    )  # fmt: skip
    return cards.verifier.package(evidence)


def check_part(kakanai: Kakanai, folder: Path, signed: bytes, part: bytes) -> tuple[int, str]:
    (folder / "list.json").write_bytes(signed)
    (folder / "part.json").write_bytes(part)
    ran = kakanai("signatures", "part", str(folder / "list.json"), str(folder / "part.json"))
    return ran.status, ran.below or ran.err


def test_one_signature_covers_each_part_without_the_others(
    cards: PracticeCards, signature: bytes, kakanai: Kakanai, tmp_path: Path
) -> None:
    assert verifies(cards.jpki, signature, LIST, tmp_path, NOW)
    for place, content in enumerate(PARTS.values(), start=1):
        status, output = check_part(kakanai, tmp_path, LIST, content)
        assert (status, output) == (0, f"{tmp_path / 'part.json'}: number {place} of the list.\n")


def test_a_part_that_was_changed_is_not_in_the_list_and_the_others_still_are(kakanai: Kakanai, tmp_path: Path) -> None:
    first, second, _ = PARTS.values()
    changed = first.replace(b'"lost"', b'"torn"')
    part, listed = tmp_path / "part.json", tmp_path / "list.json"
    assert check_part(kakanai, tmp_path, LIST, changed) == (
        1, f"{part}：一覧 {listed} にありません。\n    {part}: it is not in the list {listed}.\n",
    )  # fmt: skip
    borrowed = first.replace(b"application-1", b"application-2")
    assert check_part(kakanai, tmp_path, LIST, borrowed)[0] == 1
    assert check_part(kakanai, tmp_path, LIST, second)[0] == 0


@pytest.mark.parametrize("way", ["another part", "one less", "another order"])
def test_a_list_that_was_changed_to_fit_is_not_what_was_signed(
    cards: PracticeCards, signature: bytes, kakanai: Kakanai, tmp_path: Path, way: str
) -> None:
    """A changed part needs a changed list, which the signature does not cover."""
    parts = [part_of(name, content) for name, content in PARTS.items()]
    torn = PARTS["application-1"].replace(b'"lost"', b'"torn"')
    forged = {
        "another part": [part_of("application-1", torn), *parts[1:]], "one less": parts[:2], "another order": parts[::-1],
    }[way]  # fmt: skip
    changed = write_list(NONCE, forged)
    assert check_part(kakanai, tmp_path, changed, torn if way == "another part" else PARTS["application-2"])[0] == 0
    assert not verifies(cards.jpki, signature, changed, tmp_path, NOW)


def test_a_signature_of_an_authority_that_is_not_trusted_covers_nothing(signature: bytes, tmp_path: Path) -> None:
    assert not verifies(PracticeCards().jpki, signature, LIST, tmp_path, NOW + timedelta(days=1))
