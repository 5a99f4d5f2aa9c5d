"""Further signers sign in turn, or decline."""

from dataclasses import replace

import pytest

from portal.errors import BadRequest, Conflict, NotFound, TooMany
from portal.services.shared.sessions import Session
from portal.services.shared.throttle import SIGNER_NUMBER
from portal.services.signing.ask_signers import Asked, asked_of, reason_of, signer_code
from portal.services.signing.judge_signature import ACCEPTED, DECLINED, Ruling
from portal.services.signing.sign_as_further_signer import (
    MOST_REASON,
    count_try,
    decline,
    demand_turn,
    keep_beside,
    open_signer_request,
    to_sign,
)
from portal.services.signing.signed_document import content_of
from portal.store.signing import signatures, signer_requests
from tests.portal.services.signing.signed import Signing, actions, resident
from tests.portal.world import PLACE


def code_of(signing: Signing, number: str, role: str = "mate") -> str:
    with signing.city.database.read() as unit:
        case = signing.case(unit, number)
        asked = {signer.row.role: signer for signer in asked_of(unit, case.sealer, case.row.id)}
    return signer_code(signing.city.code_key, case.row, asked[role].row)


def come(signing: Signing, session: Session, number: str, code: str) -> str:
    with signing.city.database.write() as unit:
        signer = open_signer_request(signing.city, unit, session, resident(session), number, code)
        unit.commit()
    return signer


def came(signing: Signing, number: str, who: str = "hanako", role: str = "mate") -> Session:
    session = signing.sign_in(who)
    assert come(signing, session, number, code_of(signing, number, role)) == number
    return session


def own(signing: Signing, session: Session, number: str) -> Asked:
    with signing.city.database.read() as unit:
        return to_sign(signing.city, unit, session, number)[1]


def sign(signing: Signing, session: Session, number: str, card: str) -> bool:
    """Returns whether it counts."""
    with signing.city.database.write() as unit:
        case, signer, turn = to_sign(signing.city, unit, session, number)
        row, document = (
            signatures.by_id(unit, signer.row.signature_id),
            signatures.document(unit, signer.row.document_id),
        )
        assert row is not None
        assert document is not None
    ruling = signing.ruling(card, document, content_of(document, case.sealer), None)
    ruling = replace(ruling, state=ACCEPTED, code="")
    with signing.city.database.write() as unit:
        kept = keep_beside(signing.city, unit, case, signer, turn, row, ruling, resident(session), signing.received_at)
        unit.commit()
    return kept


def test_the_code_opens_the_application_to_the_card_of_that_name_alone(
    signing: Signing, taro: Session, number: str
) -> None:
    code, hanako = code_of(signing, number), signing.sign_in("hanako")
    for session, given in (
        (taro, code), (signing.sign_in("jiro"), code), (hanako, code_of(signing, number, "third")), (hanako, ""),
    ):  # fmt: skip
        assert come(signing, session, number, given) == ""
        with pytest.raises(NotFound), signing.city.database.read() as unit:
            to_sign(signing.city, unit, session, number)
    assert come(signing, hanako, number, code) == number
    assert come(signing, hanako, number, code) == number, "as often as they like"
    assert own(signing, hanako, number).row.person_id == hanako.person_id
    with signing.city.database.read() as unit:
        recorded = [action for action, _ in actions(unit)]
    assert (recorded.count("come to sign"), recorded.count("fail to come to sign")) == (2, 4)


def test_guesses_at_one_number_are_limited(signing: Signing, number: str) -> None:
    with signing.city.database.write() as unit:
        for _ in range(SIGNER_NUMBER.tries):
            count_try(signing.city, unit, number, PLACE)
        with pytest.raises(TooMany):
            count_try(signing.city, unit, number, "192.0.2.9")


@pytest.mark.parametrize("signing", ["ordered"], indirect=True)
def test_in_order_the_second_may_not_sign_before_the_first(signing: Signing, number: str) -> None:
    jiro, hanako = came(signing, number, "jiro", "third"), came(signing, number)
    with signing.city.database.write() as unit:
        case, signer, turn = to_sign(signing.city, unit, jiro, number)
        assert not turn
        with pytest.raises(Conflict):
            demand_turn(signing.city.clock, unit, case, signer)
    with pytest.raises(Conflict):
        sign(signing, jiro, number, "jiro")
    assert sign(signing, hanako, number, "hanako")
    assert sign(signing, jiro, number, "jiro")
    assert signing.states(number) == {"applicant": ACCEPTED, "mate": ACCEPTED, "third": ACCEPTED}


def test_one_certificate_does_not_count_twice(signing: Signing, number: str) -> None:
    hanako = came(signing, number)
    assert not sign(signing, hanako, number, "taro")
    assert signing.states(number)["mate"] == "open"
    with signing.city.database.read() as unit:
        assert actions(unit)[-1] == ("refuse signature", "mate SAME_SIGNER")
    assert sign(signing, hanako, number, "hanako")


def test_nobody_signs_what_is_decided(signing: Signing, number: str) -> None:
    hanako = came(signing, number)
    with signing.city.database.write() as unit:
        case, signer, _ = to_sign(signing.city, unit, hanako, number)
        decided = replace(case, row=case.row._replace(decided_at=1))
        with pytest.raises(Conflict):
            demand_turn(signing.city.clock, unit, decided, signer)
        demand_turn(signing.city.clock, unit, case, signer)


@pytest.mark.parametrize("reason", ["", " \u3000", "あ" * (MOST_REASON + 1)])
def test_who_declines_says_why_in_few_words(signing: Signing, number: str, reason: str) -> None:
    hanako = came(signing, number)
    signer = own(signing, hanako, number)
    with signing.city.database.write() as unit, pytest.raises(BadRequest):
        decline(signing.city, unit, resident(hanako), signing.case(unit, number), signer, reason)


def test_who_declined_does_not_sign_until_they_are_asked_again(signing: Signing, number: str) -> None:
    hanako = came(signing, number)
    signer = own(signing, hanako, number)
    with signing.city.database.write() as unit:
        case, asked_row = signing.case(unit, number), signing.rows(unit, number)["mate"]
        decline(signing.city, unit, resident(hanako), case, signer, "聞いていません")
        with pytest.raises(Conflict):
            decline(signing.city, unit, resident(hanako), case, signer, "もう一度")
        (row, _) = signer_requests.of_application(unit, case.row.id)
        assert (row.state, reason_of(case.sealer, row)) == (DECLINED, "聞いていません")
        with pytest.raises(Conflict):
            demand_turn(signing.city.clock, unit, case, replace(signer, row=row))
        meanwhile = Ruling(ACCEPTED, "", {"report": {}})
        with pytest.raises(Conflict):  # the card was asked before they declined in another window
            keep_beside(
                signing.city, unit, case, signer, True, asked_row, meanwhile, resident(hanako), signing.received_at
            )
