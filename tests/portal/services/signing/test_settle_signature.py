"""Signatures without an automatic verdict hold their application."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from integrations.certificates.mock.wallet import certificate_of
from integrations.sockets.interfaces import BasicFour
from portal.errors import BadRequest, Conflict, Held, NotFound
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases.cases import Case, case_of_member
from portal.services.desk.case.decide_application import Decision, decide_application
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.fees.refund_payment import receive_at_counter
from portal.services.handover.check_hand_over import check_hand_over
from portal.services.shared.installation import Installation
from portal.services.signing.settle_signature import settle_signature
from portal.store.fees import payments
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow
from tests.journeys.paying import ask_for_a_copy
from tests.portal.later import later
from tests.portal.practice_cards import NOW
from tests.portal.signers import DUTY, TAKAMI, Signing, signing_in

WAITS = "署名の確認を待っています"
FAILED = "署名が確かめられませんでした"

TYPED = {
    "claimant.name.family": "見本", "claimant.name.given": "太郎", "claimant.birth.era": "western",
    "claimant.birth.year": "1994", "claimant.birth.month": "4", "claimant.birth.day": "12",
    "claimant.address.postal": "0000011", "claimant.address.town": "見本県見本市中央",
    "claimant.address.street": "1丁目2番3号",
}  # fmt: skip

LAYOUT = "generic.application"


@pytest.fixture
def signing(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def case_of(signing: Signing, number: str) -> Case:
    with signing.installation.database.read() as unit:
        return case_of_member(signing.installation, unit, signing.reviewer, number)


def signature_of(signing: Signing, number: str) -> SignatureRow:
    with signing.installation.database.read() as unit:
        return signatures.of_application(unit, case_of(signing, number).row.id)[-1]


def waiting(signing: Signing) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
    """(ready, findings) of the hand-over."""
    layout = signing.installation.layouts[LAYOUT]
    check = check_hand_over(signing.installation, layout, DUTY)
    return tuple(entry[0] for entry in check.ready), [(entry.receipt_number, entry.event) for entry in check.findings]


def pass_on(signing: Signing, number: str) -> None:
    with signing.installation.database.write() as unit:
        case = case_of_member(signing.installation, unit, signing.reviewer, number)
        pass_screening(signing.installation, unit, signing.reviewer, case, case.row.revision)
        unit.commit()


def decide(signing: Signing, number: str) -> None:
    with signing.installation.database.write() as unit:
        case = case_of_member(signing.installation, unit, signing.reviewer, number)
        pass_screening(signing.installation, unit, signing.reviewer, case, case.row.revision)
        case = case_of_member(signing.installation, unit, signing.reviewer, number)
        if not payments.of_application(unit, case.row.id):
            receive_at_counter(signing.installation, unit, signing.reviewer, case, 300)
        case = case_of_member(signing.installation, unit, signing.reviewer, number)
        decision = Decision("approved", "", "", ())
        decide_application(signing.installation, unit, signing.reviewer, case, case.row.revision, decision)
        unit.commit()


def settle(signing: Signing, number: str, signature_id: int, state: str, shown: str) -> None:
    with signing.installation.database.write() as unit:
        case = case_of_member(signing.installation, unit, signing.reviewer, number)
        settle_signature(signing.installation, unit, signing.reviewer, case, signature_id, state, shown)
        unit.commit()


def settled(signing: Signing, **after: float) -> int:
    return settle_signatures(later(signing.installation, **after))


def test_without_an_answer_about_revocation_it_arrives_and_waits(signing: Signing) -> None:
    signing.cards.revocation.down = True
    with signing.resident() as visitor, signing.desk() as desk:
        number = signing.filed(visitor)
        assert WAITS in visitor.text
        assert WAITS in visitor.go("/applications").text
        arrived = case_of(signing, number).row.arrived_at
        assert signature_of(signing, number).state == "pending"
        assert "失効の確認を待っています" in desk.go(f"/desk/{number}").text
        assert "署名の証明書が失効していないかを、まだ確かめられていません" in desk.text
        with pytest.raises(Held, match="revocation"):
            decide(signing, number)
        assert settled(signing, minutes=1) == 0, "its next attempt is not due"
        assert settled(signing, minutes=6) == 0, "the state is still unknown"
        assert signature_of(signing, number).state == "pending"
        signing.cards.revocation.down = False
        assert settled(signing, minutes=7) == 0, "each time it waits longer"
        assert settled(signing, minutes=40) == 1
        assert settled(signing, hours=40) == 0
        assert signature_of(signing, number).state == "accepted"
        assert WAITS not in visitor.go(f"/applications/{number}").text
        assert case_of(signing, number).row.arrived_at == arrived
        decide(signing, number)


def test_what_turns_out_revoked_fails_and_is_mended_by_signing_again(signing: Signing) -> None:
    signing.cards.revocation.down = True
    with signing.resident() as visitor, signing.desk() as desk:
        number = signing.filed(visitor)
        arrived = case_of(signing, number).row.arrived_at
        gone = signing.cards.jpki.cards.card("taro").certs["sign"]
        signing.cards.revocation.revoke(certificate_of(gone), NOW - timedelta(days=2), "affiliationChanged")
        signing.cards.revocation.down = False
        assert settled(signing, minutes=6) == 1
        row = signature_of(signing, number)
        assert (row.state, row.code) == ("refused", "CERT_ADDRESS_CHANGED")
        assert FAILED in visitor.go(f"/applications/{number}").text
        assert "認められません" in desk.go(f"/desk/{number}").text
        with pytest.raises(Held, match="signature"):
            decide(signing, number)
        visitor.go(f"/applications/{number}/signature")
        assert "引っ越しや氏名の変更" in visitor.text
        assert "運転免許証などの写し" in visitor.text
        assert "へ来てください" in visitor.text
        signing.cards.cancel(visitor)
        assert "署名をやめました" in visitor.text
        signing.cards.jpki.cards._cards.clear()  # a new certificate was issued at the window
        signing.cards.sign(visitor, "taro")
        assert visitor.path == f"/applications/{number}", visitor.text
        assert "もう一度の署名を受け取りました" in visitor.text
        assert case_of(signing, number).row.arrived_at == arrived
        assert FAILED not in visitor.text
        visitor.go(f"/applications/{number}/signature")
        assert visitor.path == f"/applications/{number}", "nothing is left to correct"
        decide(signing, number)


def test_what_a_card_cannot_write_is_decided_by_a_person(signing: Signing) -> None:
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = signing.filed(visitor, "takami")
        assert WAITS in visitor.text
        assert "代替文字がある" in desk.go(f"/desk/{number}").text
        with pytest.raises(Held, match="signature"):
            decide(signing, number)
        pass_on(signing, number)
        assert waiting(signing) == ((), [(number, "unsigned")])
        desk.go(f"/desk/{number}")
        desk.press("本人の署名と認める", {"shown": " "})
        assert desk.seen.status_code == 422
        assert "理由を書いてください" in desk.text
        desk.press("本人の署名と認める", {"shown": "券面の写しと同じ"})
        assert "署名の確かめを記録しました" in desk.text
        assert "券面の写しと同じ" in desk.text
        assert "本人の署名と認める" not in desk.text
        assert len(waiting(signing)[0]) == 1


def test_an_id_shown_at_the_window_mends_what_a_person_did_not_accept(signing: Signing) -> None:
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as desk:
        number = signing.filed(visitor, "takami")
        desk.go(f"/desk/{number}")
        desk.press("本人の署名と認めない", {"shown": "券面と名前がちがう"})
        assert FAILED in visitor.go(f"/applications/{number}").text
        desk.go(f"/desk/{number}")
        desk.press("本人確認書類で直す", {"shown": "運転免許証（窓口、11月20日）"})
        assert FAILED not in visitor.go(f"/applications/{number}").text
        decide(signing, number)


def test_whose_card_nobody_knows_is_never_accepted_by_a_machine(signing: Signing) -> None:
    with signing.resident(BasicFour(""), "nameless") as visitor:
        ask_for_a_copy(visitor, TYPED)
        signing.cards.sign(visitor, "taro")
        row = signature_of(signing, visitor.path.rpartition("/")[2])
        assert (row.state, row.code) == ("person", "ATTRIBUTE_MISMATCH")


def test_what_was_refused_once_is_settled_once(signing: Signing) -> None:
    with signing.resident(TAKAMI, "takami") as visitor, signing.desk() as first, signing.desk() as other:
        number = signing.filed(visitor, "takami")
        first.go(f"/desk/{number}")
        other.go(f"/desk/{number}")
        first.press("本人の署名と認める", {"shown": "券面の写し"})
        other.press("本人の署名と認めない", {"shown": "にていない"})
        assert other.seen.status_code == 409
        assert "にていない" in other.text
        assert signature_of(signing, number).state == "accepted"


def test_only_what_a_signature_is_open_to_is_made_of_it_and_with_a_reason(signing: Signing) -> None:
    with signing.resident(TAKAMI, "takami") as visitor:
        number = signing.filed(visitor, "takami")
    row = signature_of(signing, number)
    for decision, refusal, state, shown in (
        (row.id + 1, NotFound, "accepted", "券面の写し"),
        (row.id, Conflict, "mended", "運転免許証"),
        (row.id, Conflict, "paper", "紙"),
        (row.id, BadRequest, "accepted", " "),
        (row.id, BadRequest, "accepted", "あ" * 201),
    ):
        with pytest.raises(refusal):
            settle(signing, number, decision, state, shown)
    assert signature_of(signing, number) == row
    settle(signing, number, row.id, "accepted", "あ" * 200)
    assert signature_of(signing, number).state == "accepted"


@pytest.mark.both_engines
def test_of_two_who_settle_at_once_the_second_is_informed(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement names the revision that both read."""
    with signing.resident(TAKAMI, "takami") as visitor:
        number = signing.filed(visitor, "takami")
    before = signature_of(signing, number)
    settle(signing, number, before.id, "refused", "券面の写し")
    row = signature_of(signing, number)
    monkeypatch.setattr(signatures, "of_application", lambda *_: [before])
    with pytest.raises(Conflict):
        settle(signing, number, before.id, "accepted", "券面の写し")
    monkeypatch.undo()
    assert signature_of(signing, number) == row


def test_one_that_cannot_be_asked_about_blocks_nobody(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    signing.cards.revocation.down = True
    with signing.resident() as visitor:
        number = signing.filed(visitor)
    signing.cards.revocation.down = False
    monkeypatch.setattr(type(signing.cards.verifier), "verify", _bug)
    with pytest.raises(ZeroDivisionError):
        settled(signing, minutes=6)
    assert settled(signing, minutes=7) == 0, "postponed and retried"
    monkeypatch.undo()
    assert settled(signing, minutes=17) == 1
    assert signature_of(signing, number).state == "accepted"


def _bug(*_: object) -> None:
    raise ZeroDivisionError


@pytest.mark.both_engines
def test_two_workers_ask_once(signing: Signing) -> None:
    signing.cards.revocation.down = True
    with signing.resident() as visitor:
        number = signing.filed(visitor)
    row = signature_of(signing, number)
    with signing.installation.database.write() as unit:
        assert [signatures.claim(unit, row, row.next_at + 1) for _ in range(2)] == [True, False]  # type: ignore[operator]
