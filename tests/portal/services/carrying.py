"""What people do at either zone in tests of the courier, and what is the same at both when everything has been carried."""

from typing import Any

from portal.services.actor import Actor
from portal.services.cases import case_of_member, case_of_resident, open_case
from portal.services.courier_ledger import ledger
from portal.services.decide_application import decide_application, read_decision
from portal.services.list_documents import declare_electronic
from portal.services.one_form import new_form
from portal.services.pass_screening import pass_screening
from portal.services.rights import Member
from portal.services.send_message import answer_applicant, ask_office
from portal.services.sessions import Session
from portal.services.stop_application import OVER, answer_stop, stop_application, way_to_stop
from portal.store import applications, corrections, messages, notices, withdrawals
from tests.portal.services.filing import ask_again, mend, send
from tests.portal.two_zones import Zones
from tests.portal.world import PLACE

_MOVES = ("receive", "return", "correct", "decide")


def say(zones: Zones, session: Session, number: str, words: str) -> None:
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        ask_office(zones.outer, unit, case, resident(session), words, new_form())
        unit.commit()


def answer(zones: Zones, reviewer: Member, number: str, words: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        answer_applicant(zones.inner, unit, reviewer, case, words, new_form())
        unit.commit()


def correct(zones: Zones, session: Session, number: str, phone: str = "000-0000-0009") -> None:
    mend(zones.outer, session, number, "phone", {"phone": [phone]})
    send(zones.outer, session, number)


def ask(zones: Zones, reviewer: Member, number: str) -> None:
    ask_again(zones.inner, reviewer, number, "phone")


def stop(zones: Zones, session: Session, number: str) -> str:
    """By which way it was done."""
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        way = way_to_stop(unit, case)
        if way != OVER:
            stop_application(zones.outer, unit, case, resident(session), way, "もういりません。")
        unit.commit()
    return way


def answer_asking(zones: Zones, reviewer: Member, number: str, *, grant: bool) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        answer_stop(zones.inner, unit, reviewer, case, case.row.revision, grant=grant, words="続けます。")
        unit.commit()


def examine(zones: Zones, reviewer: Member, number: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        pass_screening(zones.inner, unit, reviewer, case, case.row.revision)
        unit.commit()


def decide(zones: Zones, reviewer: Member, number: str, outcome: str = "approved") -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        decision = read_decision(zones.inner, case, outcome, "資格を確かめました。")
        decide_application(zones.inner, unit, reviewer, case, case.row.revision, decision)
        unit.commit()


def declare(zones: Zones, session: Session, number: str) -> None:
    with zones.outer.database.write() as unit:
        declare_electronic(zones.outer, unit, case_of_resident(zones.outer, unit, session, number), resident(session))
        unit.commit()


def resident(session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=PLACE)


def same_at_both(zones: Zones, number: str) -> dict[str, Any]:
    """Everything that must be the same; AssertionError where it is not."""
    seen = list[dict[str, Any]]()
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None, number
            case = open_case(installation, unit, row)
            seen.append(
                {
                    "state": row.state, "due": row.due, "arrived": row.arrived_at, "decided": row.decided_at,
                    "answers": case.answers, "summary": case.summary,
                    "corrections": [
                        (one.asked_at, one.fields, one.due, one.answered_at) for one in corrections.of_application(unit, row.id)
                    ],
                    "messages": sorted((one.once, one.author, one.sent_at) for one in messages.of(unit, row.id)),
                    "stops": [
                        (one.asked_at, one.answer)
                        for one in withdrawals.of_application(unit, row.id)
                        if one.answer != withdrawals.OVERTAKEN  # what came too late is none inside
                    ],
                    "notices": [(one.number, one.title, one.made_at) for one in notices.of_application(unit, row.id)],
                    "declared": notices.declared_at(unit, row.id),
                    "moves": [one.move for one in applications.events(unit, row.id) if one.move in _MOVES],
                }
            )  # fmt: skip
    outer, inner = seen
    differs = {name: (outer[name], inner[name]) for name in outer if name != "moves" and outer[name] != inner[name]}
    assert not differs, differs
    assert sorted(outer["moves"]) == sorted(inner["moves"])
    return outer


def nothing_waits(zones: Zones) -> bool:
    return not any(ledger(one).waiting for one in (zones.outer, zones.inner))
