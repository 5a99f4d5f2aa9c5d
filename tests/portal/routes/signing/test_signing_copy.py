"""A copy of an identity document instead of a signature."""

from collections.abc import Iterator

import pytest

from integrations.scanning.fake import SIGNATURE, FakeScanner
from portal.jobs.check_waiting_files import check_waiting_files
from portal.jobs.sweep_ended import sweep_ended
from portal.services.cases.cases import Case, case_of_member, open_case
from portal.services.cases.signature_state import latest
from portal.services.files.identity_files import copies_in
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow
from tests.journeys.visitor import Visitor
from tests.pictures import jpeg
from tests.portal.later import later
from tests.portal.signers import DUTY, TAKAMI, Signing, signing_in
from tests.portal.world import add_member

WHY = "顔写真が切れていて、読めません"


@pytest.fixture
def signing(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def failed(signing: Signing, visitor: Visitor, desk: Visitor) -> str:
    number = signing.filed(visitor, "takami")
    desk.go(f"/desk/{number}")
    desk.press("本人の署名と認めない", {"shown": "写真が別の人"})
    return number


def send_copy(visitor: Visitor, number: str, content: bytes | None = None) -> None:
    visitor.go(f"/applications/{number}/signature/copy")
    chosen = [("menkyo.jpg", jpeg() if content is None else content)]
    visitor.press("写しを送る", files={"identity-copy.upload": chosen})


def case_of(signing: Signing, number: str) -> Case:
    with signing.installation.database.read() as unit:
        return case_of_member(signing.installation, unit, signing.reviewer, number)


def signature_of(signing: Signing, number: str) -> SignatureRow:
    with signing.installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return latest(signatures.of_application(unit, row.id))[-1]


def count_copies(signing: Signing, number: str) -> int:
    with signing.installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return len(copies_in(open_case(signing.installation, unit, row).shelf))


def test_a_copy_mends_what_no_card_could_and_the_arrival_stays(signing: Signing) -> None:
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = failed(signing, visitor, desk)
        arrived = case_of(signing, number).arrived_at
        visitor.go(f"/applications/{number}/signature")
        assert "写しをここから送る" in visitor.text
        visitor.go(f"/applications/{number}/signature/copy")
        assert visitor.press("写しを送る").status_code == 422
        assert "出す書類の写真かPDFを選んでください" in visitor.text
        send_copy(visitor, number)
        assert visitor.path == f"/applications/{number}"
        assert "写しを送りました" in visitor.text
        assert "いまは、署名の確認を待っています" in visitor.text
        assert visitor.go(f"/applications/{number}/signature/copy").url.path == f"/applications/{number}"
        desk.go(f"/desk/{number}")
        assert "本人確認書類の写しが届きました" in desk.text
        address = next(part for part in desk.text.split('"') if part.startswith(f"/desk/{number}/files/"))
        assert desk.client.get(address).headers["content-type"] == "image/jpeg"
        desk.press("写しで本人と認める", {"shown": "運転免許証"})
        assert signature_of(signing, number).state == "mended"
        assert "署名" not in visitor.go(f"/applications/{number}").text.partition("<h1")[2].partition("</section>")[0]
        assert case_of(signing, number).arrived_at == arrived


def test_a_copy_that_does_not_do_is_reported_with_its_reason_and_sent_once_more(signing: Signing) -> None:
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = failed(signing, visitor, desk)
        assert "写真が別の人" not in visitor.go(f"/applications/{number}/signature").text, "a note of staff"
        send_copy(visitor, number)
        desk.go(f"/desk/{number}")
        assert desk.press("写しでは認めない", {"shown": ""}).status_code == 422
        assert "理由が申請した人に見えます" in desk.text
        desk.press("写しでは認めない", {"shown": WHY})
        assert (signature_of(signing, number).state, signature_of(signing, number).code) == ("refused", "COPY_REFUSED")
        visitor.go(f"/applications/{number}/signature")
        assert "送られた写しでは、本人と確かめられませんでした" in visitor.text
        assert WHY in visitor.text
        send_copy(visitor, number, jpeg("again"))
        assert signature_of(signing, number).state == "copy"


def test_nobody_but_its_owner_and_who_reviews_sees_a_copy(signing: Signing) -> None:
    clerk = add_member(signing.installation, "madoguchi", ("clerk", DUTY))
    with signing.resident(TAKAMI, "takami") as visitor, signing.resident() as stranger, signing.desk() as desk:
        number = failed(signing, visitor, desk)
        address = f"/applications/{number}/signature/copy"
        assert stranger.go(address).status_code == 404
        send_copy(visitor, number)
        with signing.installation.database.read() as unit:
            case = case_of_member(signing.installation, unit, clerk, number)
        assert copies_in(case_of(signing, number).shelf)
        assert not copies_in(case.shelf)


def test_what_a_scanner_refuses_later_is_the_applicants_to_mend_again(signing: Signing) -> None:
    scanner = signing.installation.scanner
    assert isinstance(scanner, FakeScanner)
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = failed(signing, visitor, desk)
        scanner.down = True
        send_copy(visitor, number, jpeg() + SIGNATURE)
        assert signature_of(signing, number).state == "copy"
        assert "まだ確かめていません" in desk.go(f"/desk/{number}").text
        scanner.down = False
        assert check_waiting_files(later(signing.installation, minutes=3)) == 1
        assert signature_of(signing, number).state == "refused"
        assert "ウイルス" in visitor.go(f"/applications/{number}/signature/copy").text


def test_copies_are_deleted_so_many_days_after_they_were_judged_and_not_before(signing: Signing) -> None:
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = failed(signing, visitor, desk)
        send_copy(visitor, number)
    sweep_ended(later(signing.installation, days=60))
    assert count_copies(signing, number) == 1, "not yet judged"
    with signing.desk() as desk:  # sessions of sixty days ago have ended
        desk.go(f"/desk/{number}")
        desk.press("写しで本人と認める", {"shown": "運転免許証"})
    sweep_ended(later(signing.installation, days=29))
    assert count_copies(signing, number) == 1
    sweep_ended(later(signing.installation, days=31))
    assert count_copies(signing, number) == 0
    assert (signature_of(signing, number).state, signature_of(signing, number).copied_at) == ("mended", None)
    with signing.desk() as desk:
        assert "運転免許証" in desk.go(f"/desk/{number}").text, "the findings stay"
