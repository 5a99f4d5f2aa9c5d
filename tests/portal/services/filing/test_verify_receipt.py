"""Only files signed by this city are its receipts."""

from portal.services.filing.print_receipt import BUNDLE_REASON, REASON
from portal.services.filing.verify_receipt import MOST_BYTES, TOO_LARGE, verify_receipt
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import draw
from tests.pictures import pdf


def test_what_the_city_signed_for_something_else_is_no_receipt(installation: Installation) -> None:
    signer = installation.documents
    assert signer is not None
    for reason in ("見本", f"{REASON} 26-000-000-001", f"{REASON} ", f"{BUNDLE_REASON} ", "通知書 1"):
        signed = signer.sign(pdf(), installation.clock.now(), reason, "見本市")
        assert verify_receipt(signer, signed).finding == "stranger"


def test_a_number_is_read_from_a_receipt_of_one_application_or_of_a_bundle(installation: Installation) -> None:
    signer = installation.documents
    assert signer is not None
    number = draw(installation.clock.today())
    for reason in (REASON, BUNDLE_REASON):
        moment = installation.clock.now().replace(microsecond=0)
        verdict = verify_receipt(signer, signer.sign(pdf(), moment, f"{reason} {number}", "見本市"))
        assert (verdict.sound, verdict.number, verdict.at) == (True, number, moment)


def test_any_bytes_get_a_finding_and_no_number(installation: Installation) -> None:
    signer = installation.documents
    assert signer is not None
    for content in (b"", b"%PDF-1.7", b"\0" * 1000, b"x" * (MOST_BYTES + 1)):
        verdict = verify_receipt(signer, content)
        assert (verdict.sound, verdict.number, verdict.at) == (False, "", None)
    assert verify_receipt(signer, b"x" * MOST_BYTES).finding != TOO_LARGE
    assert verify_receipt(signer, b"x" * (MOST_BYTES + 1)).finding == TOO_LARGE


def test_one_changed_byte_is_found(installation: Installation) -> None:
    signer = installation.documents
    assert signer is not None
    number = draw(installation.clock.today())
    signed = signer.sign(pdf(), installation.clock.now(), f"{REASON} {number}", "見本市")
    changed = signed[:100] + bytes([signed[100] ^ 1]) + signed[101:]
    assert verify_receipt(signer, signed).sound
    assert not verify_receipt(signer, changed).sound
