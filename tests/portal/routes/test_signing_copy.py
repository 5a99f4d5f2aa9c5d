"""A copy of an ID in the place of a signature: sent from the application's page, judged by the section, deleted in time."""

from collections.abc import Iterator

import pytest

from integrations.scanning.fake import SIGNATURE, FakeScanner
from portal.jobs.check_waiting_files import check_waiting_files
from portal.jobs.sweep_ended import sweep_ended
from portal.services.cases import Case, case_of_member, open_case
from portal.services.identity_files import copies_in
from portal.services.installation import Installation
from portal.services.signature_stand import latest
from portal.store import applications, signatures
from portal.store.signatures import SignatureRow
from tests.journeys.visitor import Visitor
from tests.pictures import jpeg
from tests.portal.later import later
from tests.portal.signers import DUTY, TAKAMI, Signing, signing_in
from tests.portal.world import add_member

WHY = "顔写真が切れていて、読めません"


@pytest.fixture
def there(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def failed(there: Signing, visitor: Visitor, desk: Visitor) -> str:
    """The number of an application whose signature a person did not take."""
    number = there.filed(visitor, "takami")
    desk.go(f"/desk/{number}")
    desk.press("本人の署名と認めない", {"shown": "写真が別の人"})
    return number


def send_copy(visitor: Visitor, number: str, content: bytes | None = None) -> None:
    visitor.go(f"/applications/{number}/signature/copy")
    chosen = [("menkyo.jpg", jpeg() if content is None else content)]
    visitor.press("写しを送る", files={"identity-copy.upload": chosen})


def case_of(there: Signing, number: str) -> Case:
    with there.installation.database.read() as unit:
        return case_of_member(there.installation, unit, there.reviewer, number)


def signature_of(there: Signing, number: str) -> SignatureRow:
    with there.installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return latest(signatures.of_application(unit, row.id))[-1]


def kept(there: Signing, number: str) -> int:
    """How many files of an ID lie there."""
    with there.installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return len(copies_in(open_case(there.installation, unit, row).shelf))


def test_a_copy_mends_what_no_card_could_and_the_arrival_stays(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as desk:
        number = failed(there, visitor, desk)
        arrived = case_of(there, number).arrived_at
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
        assert signature_of(there, number).state == "mended"
        assert "署名" not in visitor.go(f"/applications/{number}").text.partition("<h1")[2].partition("</section>")[0]
        assert case_of(there, number).arrived_at == arrived


def test_a_copy_that_does_not_do_is_told_with_its_reason_and_sent_once_more(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as desk:
        number = failed(there, visitor, desk)
        assert "写真が別の人" not in visitor.go(f"/applications/{number}/signature").text, "a note of staff"
        send_copy(visitor, number)
        desk.go(f"/desk/{number}")
        assert desk.press("写しでは認めない", {"shown": ""}).status_code == 422
        assert "わけが申請した人に見えます" in desk.text
        desk.press("写しでは認めない", {"shown": WHY})
        assert (signature_of(there, number).state, signature_of(there, number).code) == ("refused", "COPY_REFUSED")
        visitor.go(f"/applications/{number}/signature")
        assert "送られた写しでは、本人と確かめられませんでした" in visitor.text
        assert WHY in visitor.text
        send_copy(visitor, number, jpeg("again"))
        assert signature_of(there, number).state == "copy"


def test_nobody_but_its_owner_and_who_reviews_sees_a_copy(there: Signing) -> None:
    clerk = add_member(there.installation, "madoguchi", ("clerk", DUTY))
    with there.resident(TAKAMI, "takami") as visitor, there.resident() as stranger, there.desk() as desk:
        number = failed(there, visitor, desk)
        here = f"/applications/{number}/signature/copy"
        assert stranger.go(here).status_code == 404
        send_copy(visitor, number)
        with there.installation.database.read() as unit:
            seen = case_of_member(there.installation, unit, clerk, number)
        assert copies_in(case_of(there, number).shelf)
        assert not copies_in(seen.shelf)


def test_what_a_scanner_refuses_later_is_the_applicants_to_mend_again(there: Signing) -> None:
    scanner = there.installation.scanner
    assert isinstance(scanner, FakeScanner)
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as desk:
        number = failed(there, visitor, desk)
        scanner.down = True
        send_copy(visitor, number, jpeg() + SIGNATURE)
        assert signature_of(there, number).state == "copy"
        assert "まだ確かめていません" in desk.go(f"/desk/{number}").text
        scanner.down = False
        assert check_waiting_files(later(there.installation, minutes=3)) == 1
        assert signature_of(there, number).state == "refused"
        assert "ウイルス" in visitor.go(f"/applications/{number}/signature/copy").text


def test_copies_are_deleted_so_many_days_after_they_were_judged_and_not_before(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as desk:
        number = failed(there, visitor, desk)
        send_copy(visitor, number)
    sweep_ended(later(there.installation, days=60))
    assert kept(there, number) == 1, "nobody has judged it"
    with there.desk() as desk:  # whoever was signed in sixty days ago is not
        desk.go(f"/desk/{number}")
        desk.press("写しで本人と認める", {"shown": "運転免許証"})
    sweep_ended(later(there.installation, days=29))
    assert kept(there, number) == 1
    sweep_ended(later(there.installation, days=31))
    assert kept(there, number) == 0
    assert (signature_of(there, number).state, signature_of(there, number).copied_at) == ("mended", None)
    with there.desk() as desk:
        assert "運転免許証" in desk.go(f"/desk/{number}").text, "what was found stays"
