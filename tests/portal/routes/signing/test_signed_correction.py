"""A corrected application is signed again if its content changed."""

from collections.abc import Iterator

import pytest

from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import case_of_member
from portal.services.shared.installation import Installation
from portal.services.signing.verify_signatures import Verified, verify_signatures
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.statements import run, sql
from tests.journeys.visitor import Visitor
from tests.portal.contacts import mails, proved
from tests.portal.services.desk.case.test_enter_correction import enter
from tests.portal.services.filing.filing import ask_again
from tests.portal.signers import Signing, signing_in

ANEW = "送ったあとに、もう一度カードで署名してもらいます"
ASKED = "あなたの署名がまだです"


@pytest.fixture
def signing(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def returned(signing: Signing, visitor: Visitor) -> str:
    number = signing.filed(visitor)
    ask_again(signing.installation, signing.reviewer, number, "purpose")
    visitor.go(f"/applications/{number}/correct")
    return number


def reports(signing: Signing, number: str) -> list[tuple[str, bool, tuple[int, ...]]]:
    def state_of(report: Verified) -> tuple[str, bool, tuple[int, ...]]:
        return report.state, report.sound, report.revisions

    return [state_of(signature) for signature in verify_signatures(signing.installation, number)]


def test_an_answer_that_changed_is_signed_again_and_both_say_what_they_cover(signing: Signing) -> None:
    with signing.resident() as visitor:
        number = returned(signing, visitor)
        with signing.installation.database.read() as unit:
            arrived = case_of_member(signing.installation, unit, signing.reviewer, number).arrived_at
        visitor.press("次へ進む", {"purpose": "bank"})
        assert ANEW in visitor.text
        visitor.press("直した内容を送る")
        assert ASKED in visitor.text
        assert reports(signing, number) == [("void", True, (1,)), ("open", False, (2,))]
        visitor.go(f"/applications/{number}/signature")
        signing.cards.sign(visitor, "taro")
        assert ASKED not in visitor.text
        assert reports(signing, number) == [("void", True, (1,)), ("accepted", True, (2,))]
        with signing.installation.database.read() as unit:
            assert case_of_member(signing.installation, unit, signing.reviewer, number).arrived_at == arrived


def test_an_answer_that_stayed_as_it_was_asks_nobody_to_sign(signing: Signing) -> None:
    with signing.resident() as visitor:
        number = returned(signing, visitor)
        visitor.press("次へ進む", {"purpose": "house"})
        assert ANEW not in visitor.text
        visitor.press("直した内容を送る")
        assert ASKED not in visitor.text
        assert reports(signing, number) == [("accepted", True, (1, 2))]


def test_whose_correction_staff_took_in_is_asked_to_sign(signing: Signing) -> None:
    with signing.resident() as visitor:
        number = returned(signing, visitor)
        with signing.installation.database.read() as unit:
            row = applications.by_number(unit, number)
        assert row is not None
        proved(signing.installation, row.person_id)
        page = ("extent", "items", "former_addresses", "purpose", "submit_to")
        posted = {"extent": ["whole"], "purpose": ["bank"]}
        assert enter(signing.installation, signing.reviewer, number, posted, *page)
        send_notices(signing.installation)
        assert mails(signing.installation)[-1].subject.count("直した内容に署名してください")
        assert ASKED in visitor.go(f"/applications/{number}").text


def test_evidence_of_before_that_was_changed_since_is_not_sound(signing: Signing) -> None:
    with signing.resident() as visitor:
        number = returned(signing, visitor)
        visitor.press("次へ進む", {"purpose": "bank"})
        visitor.press("直した内容を送る")
    with signing.installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        old, new = signatures.documents_of(unit, row.id)
        box = case_of_member(signing.installation, unit, signing.reviewer, number).sealer
        content = box.open_bytes(f"document:{new.id}", new.sealed_content)
        change = sql("UPDATE signed_document SET sealed_content = :sealed WHERE id = :id")
        run(unit, change, {"id": old.id, "sealed": box.seal_bytes(f"document:{old.id}", content)})
        unit.commit()
    assert reports(signing, number)[0] == ("void", False, (2,))
