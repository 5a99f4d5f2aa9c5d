"""Where a person is signed in, and the end of it everywhere else."""

from portal.services.residents.own_sign_ins import end_other_sign_ins, own_sign_ins
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import COMPANY, GUEST, LINE, MAIL, Session, find_session_of, open_session
from portal.services.shared.write_audit import Actor
from tests.portal.later import later
from tests.portal.services.audit_trail import trail
from tests.portal.world import alice, signed_in

REALMS = ("resident", MAIL, LINE, COMPANY, GUEST)


def opened(installation: Installation, person: str, realm: str = "resident", account: str = "") -> Session:
    with installation.database.write() as unit:
        token = open_session(
            installation,
            unit,
            realm,
            person_id=person,
            identity=("https://gbizid.example", account) if account else ("", ""),
        )
        session = find_session_of(installation, unit, REALMS, token)
        unit.commit()
    assert session
    return session


def ways(installation: Installation, session: Session) -> list[str]:
    with installation.database.read() as unit:
        return sorted(row.realm for row in own_sign_ins(installation, unit, session))


def end_others(installation: Installation, session: Session) -> int:
    with installation.database.write() as unit:
        ended = end_other_sign_ins(installation, unit, Actor("resident", session.person_id or ""), session)
        unit.commit()
    return ended


def test_all_ways_of_a_person_are_listed_and_the_others_ended(installation: Installation) -> None:
    me = alice(installation).person_id or ""
    here = opened(installation, me)  # beside the sign-in above
    for realm in (MAIL, LINE, GUEST):
        opened(installation, me, realm)
    assert ways(installation, here) == [LINE, MAIL, "resident", "resident"]
    assert end_others(installation, here) == 3
    assert ways(installation, here) == ["resident"]
    assert end_others(installation, here) == 0
    with installation.database.read() as unit:
        ends = [detail for _, action, detail in trail(unit) if action == "sign out elsewhere"]
    assert ends == ["3", "0"]


def test_another_person_is_neither_listed_nor_signed_out(installation: Installation) -> None:
    other = signed_in(installation, "bob", "見本　次郎")
    end_others(installation, opened(installation, alice(installation).person_id or ""))
    assert ways(installation, other) == ["resident"]


def test_a_company_sees_the_sign_ins_of_one_account_alone(installation: Installation) -> None:
    company = alice(installation).person_id or ""
    here, _ = (opened(installation, company, COMPANY, "p") for _ in range(2))
    colleague = opened(installation, company, COMPANY, "m")
    assert (ways(installation, here), ways(installation, colleague)) == ([COMPANY] * 2, [COMPANY])
    assert end_others(installation, here) == 1
    assert ways(installation, colleague) == [COMPANY]


def test_what_ended_by_itself_is_not_listed(installation: Installation) -> None:
    me = alice(installation).person_id or ""
    opened(installation, me)
    afterwards = later(installation, minutes=61)
    assert ways(afterwards, opened(afterwards, me)) == ["resident"]
