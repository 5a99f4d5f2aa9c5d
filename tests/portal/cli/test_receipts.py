"""`kakanai receipts verify`: offline; status 0 for a valid receipt, 1 with a sentence otherwise, 2 for wrong use."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst

from integrations.signatures.own_key import OwnKey, create_own_key, load_own_key
from tests.portal.cli.conftest import Kakanai

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NUMBER = "26-116-004-338"


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnKey:
    monkeypatch.setenv("KAKANAI_ENV", "test")
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path))
    create_own_key(tmp_path / "keys", "見本市", AT)
    loaded = load_own_key(tmp_path / "keys")
    assert loaded is not None
    return loaded


@pytest.fixture
def receipt(key: OwnKey, tmp_path: Path) -> Path:
    page = typst.compile(b"#set document(title: [a])\n= a", pdf_standards=["ua-1"], timestamp=AT)
    path = tmp_path / "receipt.pdf"
    path.write_bytes(key.sign(page, AT, f"受付番号 {NUMBER}", "見本市"))
    return path


def test_a_sound_receipt_is_reported_with_its_number(
    kakanai: Kakanai, receipt: Path, key: OwnKey, tmp_path: Path
) -> None:
    ran = kakanai("receipts", "verify", str(receipt))
    assert (ran.status, ran.err) == (0, "")
    assert ran.below == (
        f"{receipt}: receipt {NUMBER}, signed by 見本市 受付の証明 on 2026-11-20 10:00:00 Asia/Tokyo, unchanged since.\n"
    )
    (tmp_path / "city.pem").write_bytes(key.certificates)
    (tmp_path / "keys" / "receipts.pem").unlink()  # verified without the key, by the certificate alone
    ran = kakanai("receipts", "verify", str(receipt), "--json", "--certificate", str(tmp_path / "city.pem"))
    report = json.loads(ran.out)
    assert (ran.status, report["sound"], report["receipt_number"], report["signed_at"]) == (
        0,
        True,
        NUMBER,
        AT.isoformat(),
    )


def test_what_is_no_sound_receipt_is_refused_with_a_sentence(kakanai: Kakanai, receipt: Path, tmp_path: Path) -> None:
    content = receipt.read_bytes()
    for bad, sentence in (
        (b"PK", "it is not a PDF."),
        (b"%PDF-1.7\n", "it has no signature."),
        (content[:100] + b"x" + content[101:], "it was changed after it was signed."),
        (content + b"%%EOF\n", "something was added after it was signed."),
    ):
        (tmp_path / "bad.pdf").write_bytes(bad)
        ran = kakanai("receipts", "verify", str(tmp_path / "bad.pdf"))
        assert (ran.status, ran.out, ran.english) == (1, "", [f"{tmp_path / 'bad.pdf'}: {sentence}"])
    ran = kakanai("receipts", "verify", str(tmp_path / "bad.pdf"), "--json")
    assert (ran.status, json.loads(ran.out)["finding"]) == (1, "added")


def test_a_huge_file_is_not_even_read(kakanai: Kakanai, receipt: Path) -> None:
    os.truncate(receipt, 2 << 30)  # a sparse file
    ran = kakanai("receipts", "verify", str(receipt))
    assert (ran.status, ran.english) == (1, [f"{receipt}: it has more than 10 MB, which no receipt has."])


def test_wrong_use_has_a_status_of_its_own(kakanai: Kakanai, receipt: Path, tmp_path: Path) -> None:
    assert kakanai("receipts", "verify", str(tmp_path / "nothing.pdf")).status == 2
    (tmp_path / "keys" / "receipts.pem").unlink()
    ran = kakanai("receipts", "verify", str(receipt))
    assert ran.status == 2
    assert "give the city's certificate with --certificate" in ran.err


def test_the_key_is_made_on_purpose_and_once(kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "test")
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path / "fresh"))
    path = tmp_path / "fresh" / "keys" / "receipts.pem"
    assert kakanai("keys", "receipts").below == f"the key for receipts of 見本市 is made: {path}\n"
    assert kakanai("keys", "receipts").english == [f"{path} is there already."]
