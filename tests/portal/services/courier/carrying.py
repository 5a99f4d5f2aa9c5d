"""Acts at both zones, forged packages, and the comparison of zones."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from integrations.sockets.courier_socket import Contents
from portal.services.cases.cases import Case, case_of_member, case_of_resident, open_case
from portal.services.courier.apply_packages import Took, take_courier
from portal.services.courier.ledger import ledger
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.my_cases.list_documents import declare_electronic
from portal.services.my_cases.send_message import answer_applicant, ask_office
from portal.services.my_cases.stop_application import OVER, answer_stop, stop_application, way_to_stop
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.desk import corrections
from portal.store.my_cases import messages, withdrawals
from portal.store.notices import notices
from tests.databases import ENGINES, Makers
from tests.pictures import jpeg
from tests.portal.routes.guest_browser import guest, offer, version
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import PLACE, alice, file_application

ON_BOTH_ENGINES = pytest.mark.parametrize("zones", ENGINES, indirect=True)
OUTSIDE = "https://shinsei.city.example"
PICTURE = "      - {id: picture, type: file, label: 写真}\n"
Change = Callable[[dict[str, Any]], object]
_MOVES = ("receive", "return", "correct", "decide")


def write_to_office(zones: Zones, session: Session, number: str, words: str) -> None:
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
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        way = way_to_stop(zones.outer, unit, case, zones.outer.clock.today())
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


def decide(
    zones: Zones, reviewer: Member, number: str, outcome: str = "approved", words: str = "資格を確かめました。"
) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        decision = read_decision(zones.inner, case, outcome, words)
        decide_application(zones.inner, unit, reviewer, case, case.row.revision, decision)
        unit.commit()


def declare(zones: Zones, session: Session, number: str) -> None:
    with zones.outer.database.write() as unit:
        declare_electronic(zones.outer, unit, case_of_resident(zones.outer, unit, session, number), resident(session))
        unit.commit()


def resident(session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=PLACE)


def same_at_both(zones: Zones, number: str) -> dict[str, Any]:
    """Raises AssertionError if the zones differ."""
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
                        (correction.asked_at, correction.fields, correction.due, correction.answered_at) for correction in corrections.of_application(unit, row.id)
                    ],
                    "messages": sorted((message.once, message.author, message.sent_at) for message in messages.of(unit, row.id)),
                    "stops": [
                        (withdrawal.asked_at, withdrawal.answer)
                        for withdrawal in withdrawals.of_application(unit, row.id)
                        if withdrawal.answer != withdrawals.OVERTAKEN  # a late withdrawal is not stored inside
                    ],
                    "notices": [(notice.number, notice.title, notice.made_at) for notice in notices.of_application(unit, row.id)],
                    "declared": notices.declared_at(unit, row.id),
                    "moves": [event.move for event in applications.events(unit, row.id) if event.move in _MOVES],
                }
            )  # fmt: skip
    outer, inner = seen
    differs = {name: (outer[name], inner[name]) for name in outer if name != "moves" and outer[name] != inner[name]}
    assert not differs, differs
    assert sorted(outer["moves"]) == sorted(inner["moves"])
    return outer


def nothing_waits(zones: Zones) -> bool:
    return not any(ledger(zone).waiting for zone in (zones.outer, zones.inner))


def repacked(zones: Zones, package: bytes, change: Change, number: int = 50, parts: int = 0) -> bytes:
    """Signed with the outer zone's key. `parts` are left out."""
    assert zones.inner.courier is not None
    assert zones.outer.courier is not None
    contents = zones.inner.courier.open(package)
    first = json.loads(contents.parts[0])
    change(first)
    rest = contents.parts[1 : len(contents.parts) - parts]
    return zones.outer.courier.pack(Contents(number, contents.made_at, [json.dumps(first).encode(), *rest]))


def forged(zones: Zones, package: bytes, change: Change, number: int = 50, parts: int = 0) -> Took:
    return take_courier(zones.inner, repacked(zones, package, change, number, parts), CARRIER)


def in_case(**changes: Any) -> Change:
    return lambda first: first["cases"][0].update(changes)


def filed_with_a_picture(zones: Zones) -> bytes:
    for installation in (zones.outer, zones.inner):
        offer(installation, version(1, PICTURE))
    page = guest(zones.outer).open("/apply/small").press("次へ進む", {"reason": "lost"})
    page.press("次へ進む", files={"picture.upload": ("a.jpg", jpeg("one"))}).press("申請する")
    (package,) = zones.pack("outer")
    return package


def uid_of(installation: Installation, number: str) -> str:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return row.uid


def inside(zones: Zones, reviewer: Member, number: str) -> Case:
    with zones.inner.database.read() as unit:
        return case_of_member(zones.inner, unit, reviewer, number)


def recall(zones: Zones, reviewer: Member, number: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        stop_waiting(zones.inner, unit, reviewer, case, case.row.revision)
        unit.commit()


def case_at(installation: Installation, number: str) -> Case:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return open_case(installation, unit, row)


@pytest.fixture(name="zones")
def zones_with_address(makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    """The inner zone knows where residents sign in."""
    with two_zones(makers, "sqlite", tmp_path) as made:
        settings = made.inner.settings.model_copy(update={"resident_url": f"{OUTSIDE}/"})
        made.inner = replace(made.inner, settings=settings)
        yield made


@pytest.fixture(name="session")
def session_with_address(zones: Zones) -> Session:
    """With a card that has an address."""
    return alice(zones.outer, "見本県見本市見本町一丁目2番3号")


@pytest.fixture(name="number")
def returned_number(zones: Zones, session: Session, inner_reviewer: Member) -> str:
    """Returned for the telephone number, which the applicant knows."""
    number = asked(zones, session, inner_reviewer)
    zones.round()
    return number


def asked(zones: Zones, session: Session, reviewer: Member) -> str:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, reviewer, number)
    return number
