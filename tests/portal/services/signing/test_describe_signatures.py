"""An application's signatures in the words of the desk."""

from datetime import date

from portal.services.shared.sessions import Session
from portal.services.signing.describe_signatures import CODES, OUTCOMES, ROLES, STATES, VERDICTS, describe_signatures
from portal.services.signing.judge_signature import HELD, MEND, MENDED, PAPER
from portal.services.signing.settle_signature import settle_signature
from portal.store.signing import signatures
from tests.portal.services.signing.signed import Signing, hide_hanako
from tests.portal.several import HANAKO


def test_a_good_signature_has_nothing_against_it_and_its_moment_is_the_arrival(signing: Signing, number: str) -> None:
    with signing.city.database.read() as unit:
        own, mate, third = describe_signatures(unit, signing.case(unit, number))
    assert (own.role, own.state, own.explanation) == (ROLES["applicant"], "accepted", STATES["accepted"])
    assert (own.against, own.moment, own.ways, own.until) == ((), signing.received_at, (), None)
    assert dict(own.verdicts)[VERDICTS["revocation"]] == OUTCOMES["ok"]
    assert own.serial
    assert (mate.role, mate.who, mate.until, mate.ways) == ("一人め", HANAKO.name, date(2026, 12, 4), ())
    assert (third.ways, third.verdicts, third.moment) == ((PAPER,), (), None)


def test_what_stands_against_a_signature_is_named_with_its_reason(signing: Signing, taro: Session) -> None:
    signing.cards.revocation.down = True
    number = signing.file(taro)
    with signing.city.database.read() as unit:
        own = describe_signatures(unit, signing.case(unit, number))[0]
    reason = f"{OUTCOMES['unknown']}（{CODES['REVOCATION_UNKNOWN']}）"
    assert own.against == ((VERDICTS["revocation"], reason),)
    assert own.explanation == STATES["pending"]


def test_who_settled_it_and_by_what_is_shown_and_in_a_protected_case_others_sign_on_paper(
    signing: Signing, number: str
) -> None:
    with signing.city.database.write() as unit:
        hide_hanako(signing, unit, number)
        case = signing.case(unit, number)
        mate = describe_signatures(unit, case)[1]
        assert mate.ways == (PAPER,)
        settle_signature(signing.city, unit, signing.reviewer, case, mate.id, PAPER, "署名した紙")
        mate = describe_signatures(unit, case)[1]
    assert (mate.state, mate.note, mate.settled_by, mate.until) == ("paper", "署名した紙", "tanto", None)


def test_each_state_that_holds_a_case_has_words(signing: Signing, number: str) -> None:
    assert HELD | MEND | {MENDED, PAPER} <= set(STATES)
    with signing.city.database.read() as unit:
        rows = signatures.of_application(unit, signing.case(unit, number).row.id)
    assert {row.state for row in rows} <= set(STATES)
