"""The receipt key."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from asn1crypto import cms, core, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import SimpleSigner
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from integrations.signatures.own_key import (
    FILE_NAME,
    OwnKey,
    create_own_key,
    load_own_key,
    read_certificates,
    renew_own_key,
)
from integrations.sockets.interfaces import AdapterError
from tests.examples import IS_LONG

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PAGE = b"#set document(title: [a])\n= a"


def make_key(folder: Path, now: datetime = AT) -> OwnKey:
    create_own_key(folder, "見本市", now)
    key = load_own_key(folder)
    assert key is not None
    return key


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def key(folder: Path) -> OwnKey:
    return make_key(folder)


@pytest.fixture(scope="module")
def plain() -> bytes:
    return bytes(typst.compile(PAGE, pdf_standards=["ua-1"], timestamp=AT))


@pytest.fixture(scope="module")
def signed(key: OwnKey, plain: bytes) -> bytes:
    return key.sign(plain, AT, "受付番号 26-116-004-338", "見本市")


def test_another_program_finds_the_signature_valid_over_the_whole_file(key: OwnKey, signed: bytes) -> None:
    certificate = x509.Certificate.load(pem.unarmor(key.certificates)[2])
    context = ValidationContext(trust_roots=[certificate], moment=AT, allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    status = validate_pdf_signature(signature, context)
    assert status.bottom_line
    assert (status.coverage, status.modification_level) == (
        SignatureCoverageLevel.ENTIRE_FILE,
        ModificationLevel.NONE,
    )
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"  # PAdES


def test_it_says_who_when_and_for_what_and_leaves_the_page_as_it_was(key: OwnKey, plain: bytes, signed: bytes) -> None:
    result = key.check(signed)
    assert (result.finding, result.signer, result.at) == ("sound", "見本市 受付の証明", AT)
    assert result.reason == "受付番号 26-116-004-338"
    assert signed.startswith(plain)
    assert PdfFileReader(io.BytesIO(signed)).root["/MarkInfo"]["/Marked"]  # still tagged


def test_what_is_kept_of_a_key_signs_other_files_at_other_times(key: OwnKey, plain: bytes) -> None:
    """pyHanko makes the message once for a key."""
    certificate = x509.Certificate.load(pem.unarmor(key.certificates)[2])
    for minute in range(20):  # the lengths of signatures differ by chance
        at = AT + timedelta(minutes=minute)
        signed = key.sign(plain, at, f"受付番号 {minute}", "見本市")
        (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
        context = ValidationContext(trust_roots=[certificate], moment=at, allow_fetching=False)
        assert validate_pdf_signature(signature, context).bottom_line
        assert (key.check(signed).at, key.check(signed).reason) == (at, f"受付番号 {minute}")
        # PAdES: the time is in the PDF, not in the message.
        names = [item["type"].native for item in signature.signer_info["signed_attrs"]]
        assert names == ["content_type", "message_digest", "signing_certificate_v2"]


def length_in(message: cms.ContentInfo) -> int:
    return len(message["content"]["signer_infos"][0]["signature"].native)


def test_a_message_whose_signature_has_a_rare_length_is_made_again(
    folder: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As short as few are, each signature would be tried hundreds of times."""
    lengths: list[int] = []
    make = SimpleSigner.async_sign

    async def rare_at_first(self: SimpleSigner, *args: Any, **more: Any) -> cms.ContentInfo:
        message = await make(self, *args, **more)
        while not lengths and length_in(message) == 71:
            message = await make(self, *args, **more)
        lengths.append(length_in(message))
        return message

    monkeypatch.setattr(SimpleSigner, "async_sign", rare_at_first)
    key = load_own_key(folder)
    assert key is not None
    for _ in range(2):
        assert key.check(key.sign(plain, AT, "受付番号", "見本市")).finding == "sound"
    assert (lengths[0] == 71, lengths[-1]) == (False, 71)


def test_the_document_keeps_the_date_it_was_made(plain: bytes, signed: bytes) -> None:
    """pyHanko would add the machine's clock."""
    before, after = (PdfFileReader(io.BytesIO(pdf)) for pdf in (plain, signed))
    assert after.root["/Metadata"].data == before.root["/Metadata"].data
    assert after.trailer["/Info"] == before.trailer["/Info"]


def test_the_certificate_alone_is_enough_to_check_and_cannot_sign(key: OwnKey, signed: bytes, plain: bytes) -> None:
    public = read_certificates(key.certificates)
    assert public.check(signed).finding == "sound"
    assert b"PRIVATE" not in key.certificates
    with pytest.raises(AdapterError):
        public.sign(plain, AT, "", "")
    with pytest.raises(AdapterError):
        read_certificates(b"no certificate")


def test_no_byte_can_be_changed(key: OwnKey, signed: bytes) -> None:
    hole = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", hole)
    step = len(signed) // (150 if IS_LONG else 50)
    places = [*range(1, len(signed), step), hole + 40, hole + 41, signed.rindex(b"]") - 1]
    for place in places:
        touched = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        # The signature's space ends with zero padding and an unused copy of the certificate; changing these changes
        # no reported fact.
        result = key.check(touched)
        assert result.finding != "sound" or (hole < place < end and result == key.check(signed)), place


def test_what_is_not_ours_is_refused_and_distinguished(
    key: OwnKey, signed: bytes, plain: bytes, tmp_path: Path
) -> None:
    revised = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()  # type: ignore[no-untyped-call]
    writer.write(revised)  # type: ignore[no-untyped-call]
    other = make_key(tmp_path)
    hole, end = signed.index(b"/Contents <") + 10, signed.index(b">", signed.index(b"/Contents <"))
    findings = {
        b"": "not_pdf",
        b"PK\x03\x04": "not_pdf",
        plain: "unsigned",
        signed[:-1]: "changed",
        signed + b"\n": "added",
        revised.getvalue(): "added",
        signed + b"/ByteRange [0 1 2 3]": "added",
        other.sign(plain, AT, "受付番号 26-116-004-338", "見本市"): "stranger",
        signed[: hole + 1] + b"00" * ((end - hole - 1) // 2) + signed[end:]: "changed",
        signed[: hole + 1] + b"zz" * ((end - hole - 1) // 2) + signed[end:]: "changed",
        b"%PDF-1.7 /ByteRange [0 10 20 30]": "changed",
        b"%PDF-1.7 /ByteRange [0 9999999999 9999999999 9999999999]": "changed",
        b"%PDF-1.7 /ByteRange [5 1 2 3] /ByteRange [0 1 2 3]": "added",
    }
    assert [
        (key.check(pdf).finding, wanted) for pdf, wanted in findings.items() if key.check(pdf).finding != wanted
    ] == []


def test_a_signature_that_names_us_without_our_key_is_refused(key: OwnKey, plain: bytes, tmp_path: Path) -> None:
    """The forger attaches our certificate to a signature by another key."""
    forger = make_key(tmp_path)
    forged = OwnKey(read_certificates(key.certificates)._certificates, forger._key)
    assert key.check(forged.sign(plain, AT, "受付番号 26-116-004-338", "見本市")).finding == "changed"


def test_a_signature_that_is_nested_without_end_is_refused(key: OwnKey, signed: bytes) -> None:
    """Our certificate is public, so an attacker gets as far as the attributes."""
    start, end = (signed.index(sign, signed.index(b"/Contents <")) for sign in (b"<", b">"))
    message = cms.ContentInfo.load(bytes.fromhex(signed[start + 1 : end].decode()))
    deep = b""
    for _ in range(1500):
        deep = core.Sequence(contents=deep).dump()
    attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.Any.load(deep)]})
    message["content"]["signer_infos"][0]["signed_attrs"].append(attribute)
    written = b"<" + message.dump(force=True).hex().encode() + b">"
    head = b"%%PDF-1.7 /ByteRange [0 %06d %06d 000003]"
    hole = len(head % (0, 0))
    nested = head % (hole, hole + len(written)) + written + b"end"
    assert key.check(nested).finding == "changed"


def test_a_day_outside_the_certificates_is_refused(key: OwnKey, plain: bytes) -> None:
    late = key.sign(plain, datetime(2099, 1, 1, tzinfo=UTC), "受付番号 26-116-004-338", "見本市")
    assert key.check(late).finding == "changed"


def test_an_earlier_key_still_holds(key: OwnKey, signed: bytes, tmp_path: Path) -> None:
    newer = make_key(tmp_path)
    assert newer.check(signed).finding == "stranger"
    (tmp_path / FILE_NAME).write_bytes((tmp_path / FILE_NAME).read_bytes() + key.certificates)
    reloaded = load_own_key(tmp_path)
    assert reloaded is not None
    assert reloaded.check(signed).finding == "sound"


def test_rotate_of_the_key_lets_the_former_one_verify_and_sign_no_more(
    folder: Path, key: OwnKey, signed: bytes, plain: bytes, tmp_path: Path
) -> None:
    (tmp_path / FILE_NAME).write_bytes((folder / FILE_NAME).read_bytes())
    renewed = renew_own_key(tmp_path, "見本市", datetime(2026, 11, 20, tzinfo=UTC))
    reloaded = load_own_key(tmp_path)
    assert reloaded is not None
    assert reloaded.ids == renewed.ids == (renewed.ids[0], *key.ids)
    assert reloaded.check(signed).finding == "sound"
    new = reloaded.sign(plain, datetime(2026, 11, 20, tzinfo=UTC), "受付番号 26-116-004-338", "見本市")
    assert (reloaded.check(new).finding, key.check(new).finding) == ("sound", "stranger")


def test_the_key_is_made_once_for_its_account_alone(folder: Path, key: OwnKey) -> None:
    before = (folder / FILE_NAME).read_bytes()
    create_own_key(folder, "見本市", AT)
    assert (folder / FILE_NAME).read_bytes() == before
    assert (folder / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    assert load_own_key(tmp_path) is None
    (tmp_path / FILE_NAME).write_text("nothing")
    with pytest.raises(AdapterError, match=r"receipts\.pem"):
        load_own_key(tmp_path)


def test_a_key_beside_another_keys_certificate_is_named(key: OwnKey, tmp_path: Path) -> None:
    make_key(tmp_path)
    private, _, _ = (tmp_path / FILE_NAME).read_bytes().partition(b"-----BEGIN CERTIFICATE")
    (tmp_path / FILE_NAME).write_bytes(private + key.certificates)
    with pytest.raises(AdapterError, match=r"receipts\.pem"):
        load_own_key(tmp_path)


CHECKS_FIRST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from integrations.signatures.own_key import load_own_key
key, (signed, plain) = load_own_key(Path(sys.argv[1])), (Path(name).read_bytes() for name in sys.argv[2:])
print(key.check(signed).finding)
print(key.check(key.sign(plain, datetime(2026, 11, 20, 1, 0, tzinfo=UTC), "b", "c")).finding)
"""


def test_a_process_that_checked_a_receipt_first_can_sign_another(
    folder: Path, plain: bytes, signed: bytes, tmp_path: Path
) -> None:
    files = []
    for name, content in (("signed", signed), ("plain", plain)):
        (tmp_path / name).write_bytes(content)
        files.append(str(tmp_path / name))
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHECKS_FIRST, str(folder), *files],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["sound", "sound"]
