"""A signature that cannot be judged yet, or not by a machine, holds its application; the arrival stays in every case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag

from integrations.certificates.mock.wallet import certificate_of
from integrations.interfaces import BasicFour
from portal.errors import BadRequest, Conflict, Held, NotFound
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases import Case, case_of_member
from portal.services.check_hand_over import check_hand_over
from portal.services.decide_application import Decision, decide_application
from portal.services.installation import Installation
from portal.services.judge_signature import note_of, opened, seal_note
from portal.services.pass_screening import pass_screening
from portal.services.refund_payment import receive_at_counter
from portal.services.settle_signature import settle_signature
from portal.store import payments, signatures
from portal.store.signatures import SignatureRow
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
def there(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def case_of(there: Signing, number: str) -> Case:
    with there.installation.database.read() as unit:
        return case_of_member(there.installation, unit, there.reviewer, number)


def signature_of(there: Signing, number: str) -> SignatureRow:
    with there.installation.database.read() as unit:
        return signatures.of_application(unit, case_of(there, number).row.id)[-1]


def waiting(there: Signing) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
    """What may be handed over, and what is held and why."""
    layout = there.installation.layouts[LAYOUT]
    found = check_hand_over(there.installation, layout, DUTY)
    return tuple(one[0] for one in found.ready), [(one.receipt_number, one.event) for one in found.findings]


def pass_on(there: Signing, number: str) -> None:
    with there.installation.database.write() as unit:
        case = case_of_member(there.installation, unit, there.reviewer, number)
        pass_screening(there.installation, unit, there.reviewer, case, case.row.revision)
        unit.commit()


def decide(there: Signing, number: str) -> None:
    with there.installation.database.write() as unit:
        case = case_of_member(there.installation, unit, there.reviewer, number)
        pass_screening(there.installation, unit, there.reviewer, case, case.row.revision)
        case = case_of_member(there.installation, unit, there.reviewer, number)
        if not payments.of_application(unit, case.row.id):
            receive_at_counter(there.installation, unit, there.reviewer, case, 300)
        case = case_of_member(there.installation, unit, there.reviewer, number)
        decision = Decision("approved", "", "", ())
        decide_application(there.installation, unit, there.reviewer, case, case.row.revision, decision)
        unit.commit()


def settle(there: Signing, number: str, signature_id: int, state: str, shown: str) -> None:
    with there.installation.database.write() as unit:
        case = case_of_member(there.installation, unit, there.reviewer, number)
        settle_signature(there.installation, unit, there.reviewer, case, signature_id, state, shown)
        unit.commit()


def settled(there: Signing, **after: float) -> int:
    return settle_signatures(later(there.installation, **after))


def test_without_an_answer_about_revocation_it_arrives_and_waits(there: Signing) -> None:
    there.cards.revocation.down = True
    with there.resident() as visitor, there.desk() as desk:
        number = there.filed(visitor)
        assert WAITS in visitor.text
        assert WAITS in visitor.go("/applications").text
        arrived = case_of(there, number).row.arrived_at
        assert signature_of(there, number).state == "pending"
        assert "失効の確認を待っています" in desk.go(f"/desk/{number}").text
        assert "署名の証明書が失効していないかを、まだ確かめられていません" in desk.text
        with pytest.raises(Held, match="revocation"):
            decide(there, number)
        assert settled(there, minutes=1) == 0, "its next try has not come"
        assert settled(there, minutes=6) == 0, "nobody knows yet"
        assert signature_of(there, number).state == "pending"
        there.cards.revocation.down = False
        assert settled(there, minutes=7) == 0, "each time it waits longer"
        assert settled(there, minutes=40) == 1
        assert settled(there, hours=40) == 0
        assert signature_of(there, number).state == "accepted"
        assert WAITS not in visitor.go(f"/applications/{number}").text
        assert case_of(there, number).row.arrived_at == arrived
        decide(there, number)


def test_what_turns_out_revoked_fails_and_is_mended_by_signing_again(there: Signing) -> None:
    there.cards.revocation.down = True
    with there.resident() as visitor, there.desk() as desk:
        number = there.filed(visitor)
        arrived = case_of(there, number).row.arrived_at
        gone = there.cards.jpki.cards.card("taro").certs["sign"]
        there.cards.revocation.revoke(certificate_of(gone), NOW - timedelta(days=2), "affiliationChanged")
        there.cards.revocation.down = False
        assert settled(there, minutes=6) == 1
        row = signature_of(there, number)
        assert (row.state, row.code) == ("refused", "CERT_ADDRESS_CHANGED")
        assert FAILED in visitor.go(f"/applications/{number}").text
        assert "認められません" in desk.go(f"/desk/{number}").text
        with pytest.raises(Held, match="signature"):
            decide(there, number)
        visitor.go(f"/applications/{number}/signature")
        assert "引っ越しや氏名の変更" in visitor.text
        assert "運転免許証などの写し" in visitor.text
        assert "へ来てください" in visitor.text
        there.cards.cancel(visitor)
        assert "署名をやめました" in visitor.text
        there.cards.jpki.cards._cards.clear()  # a new certificate was issued at the window
        there.cards.sign(visitor, "taro")
        assert visitor.path == f"/applications/{number}", visitor.text
        assert "もう一度の署名を受け取りました" in visitor.text
        assert case_of(there, number).row.arrived_at == arrived
        assert FAILED not in visitor.text
        visitor.go(f"/applications/{number}/signature")
        assert visitor.path == f"/applications/{number}", "nothing is left to mend"
        decide(there, number)


def test_what_a_card_cannot_write_is_decided_by_a_person(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as desk:
        number = there.filed(visitor, "takami")
        assert WAITS in visitor.text
        assert "代替文字がある" in desk.go(f"/desk/{number}").text
        with pytest.raises(Held, match="signature"):
            decide(there, number)
        pass_on(there, number)
        assert waiting(there) == ((), [(number, "unsigned")])
        desk.go(f"/desk/{number}")
        desk.press("本人の署名と認める", {"shown": " "})
        assert desk.seen.status_code == 422
        assert "わけを書いてください" in desk.text
        desk.press("本人の署名と認める", {"shown": "券面の写しと同じ"})
        assert "署名の確かめを記録しました" in desk.text
        assert "券面の写しと同じ" in desk.text
        assert "本人の署名と認める" not in desk.text
        assert len(waiting(there)[0]) == 1


def test_an_id_shown_at_the_window_mends_what_a_person_did_not_accept(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as desk:
        number = there.filed(visitor, "takami")
        desk.go(f"/desk/{number}")
        desk.press("本人の署名と認めない", {"shown": "券面と名前がちがう"})
        assert FAILED in visitor.go(f"/applications/{number}").text
        desk.go(f"/desk/{number}")
        desk.press("本人確認書類で直す", {"shown": "運転免許証（窓口、11月20日）"})
        assert FAILED not in visitor.go(f"/applications/{number}").text
        decide(there, number)


def test_whose_card_nobody_knows_is_never_accepted_by_a_machine(there: Signing) -> None:
    with there.resident(BasicFour(""), "nameless") as visitor:
        ask_for_a_copy(visitor, TYPED)
        there.cards.sign(visitor, "taro")
        row = signature_of(there, visitor.path.rpartition("/")[2])
        assert (row.state, row.code) == ("person", "ATTRIBUTE_MISMATCH")


def test_what_was_refused_once_is_settled_once(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor, there.desk() as one, there.desk() as other:
        number = there.filed(visitor, "takami")
        one.go(f"/desk/{number}")
        other.go(f"/desk/{number}")
        one.press("本人の署名と認める", {"shown": "券面の写し"})
        other.press("本人の署名と認めない", {"shown": "にていない"})
        assert other.seen.status_code == 409
        assert "にていない" in other.text
        assert signature_of(there, number).state == "accepted"


def test_only_what_a_signature_is_open_to_is_made_of_it_and_with_a_reason(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor:
        number = there.filed(visitor, "takami")
    row = signature_of(there, number)
    for said, refusal, state, shown in (
        (row.id + 1, NotFound, "accepted", "券面の写し"),
        (row.id, Conflict, "mended", "運転免許証"),
        (row.id, Conflict, "paper", "紙"),
        (row.id, BadRequest, "accepted", " "),
        (row.id, BadRequest, "accepted", "あ" * 201),
    ):
        with pytest.raises(refusal):
            settle(there, number, said, state, shown)
    assert signature_of(there, number) == row
    settle(there, number, row.id, "accepted", "あ" * 200)
    assert signature_of(there, number).state == "accepted"


def test_of_two_who_settle_at_once_the_second_is_told(there: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both had read it before either wrote: what was read is named in the statement."""
    with there.resident(TAKAMI, "takami") as visitor:
        number = there.filed(visitor, "takami")
    before = signature_of(there, number)
    settle(there, number, before.id, "refused", "券面の写し")
    stands = signature_of(there, number)
    monkeypatch.setattr(signatures, "of_application", lambda *_: [before])
    with pytest.raises(Conflict):
        settle(there, number, before.id, "accepted", "券面の写し")
    monkeypatch.undo()
    assert signature_of(there, number) == stands


def test_what_is_kept_of_one_signature_cannot_be_put_under_another(there: Signing) -> None:
    with there.resident(TAKAMI, "takami") as visitor:
        number = there.filed(visitor, "takami")
    row = signature_of(there, number)
    sealer = case_of(there, number).sealer
    note = seal_note(sealer, row.id, "券面の写し")
    assert opened(sealer, row)["report"]
    assert note_of(sealer, replace(row, sealed_note=note)) == "券面の写し"
    for other in (replace(row, id=row.id + 1), replace(row, sealed_evidence=note)):
        with pytest.raises(InvalidTag):
            opened(sealer, other)
    with pytest.raises(InvalidTag):
        note_of(sealer, replace(row, id=row.id + 1, sealed_note=note))


def test_one_that_cannot_be_asked_about_stands_in_nobodys_way(there: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    there.cards.revocation.down = True
    with there.resident() as visitor:
        number = there.filed(visitor)
    there.cards.revocation.down = False
    monkeypatch.setattr(type(there.cards.verifier), "verify", _bug)
    with pytest.raises(ZeroDivisionError):
        settled(there, minutes=6)
    assert settled(there, minutes=7) == 0, "put off, and met again later"
    monkeypatch.undo()
    assert settled(there, minutes=17) == 1
    assert signature_of(there, number).state == "accepted"


def _bug(*_: object) -> None:
    raise ZeroDivisionError


def test_two_workers_ask_once(there: Signing) -> None:
    there.cards.revocation.down = True
    with there.resident() as visitor:
        number = there.filed(visitor)
    row = signature_of(there, number)
    with there.installation.database.write() as unit:
        assert [signatures.claim(unit, row, row.next_at + 1) for _ in range(2)] == [True, False]  # type: ignore[operator]
