"""1世帯1回 by the household of the register, and what counts where it is unknown or must not be noticed."""

from dataclasses import replace
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlmodel import SQLModel

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from forms.path.path import walk
from integrations.sockets.interfaces import BasicFour
from integrations.sockets.register_socket import Resident
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.counter.enter_at_counter import register_entry
from portal.services.counter.know_people import ResidentMatch, take_from_register
from portal.services.desk.case.related_cases import related_cases
from portal.services.filing.admit_once import holders, household_of, move_once, places_of_case
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import draft_of_resident, draft_path, save_draft, start_draft
from portal.services.filing.gather_sources import ask_register, gather_sources
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.submit_application import submit_application
from portal.services.residents.protect import STAFF, protect
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.databases import Makers
from tests.definitions.budgets import withdraw
from tests.definitions.house import running_house
from tests.definitions.shelf import SMALLEST, shelf
from tests.journeys.visitor import Visitor
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer
from tests.portal.services.counter.visiting import RECEPTION, serve
from tests.portal.services.desk.case.test_settle_match import signed_in
from tests.portal.services.residents.test_match_resident import HANAKO, HIKARI, TARO, FakeRegister
from tests.portal.world import DUTY, PLACE, add_member

NAME = "duplicate-household"
RULE = "1つの世帯に、3年度に1回です。"
NUMBER = "setai-0042"
HOME = {"town": "見本県見本市一番町", "street": "一丁目2番3号", "building": "例示ハイツ202"}
ELSEWHERE = {"town": "見本県見本市二番町", "street": "9番"}
FAMILY = tuple(replace(person, household=NUMBER) for person in (TARO, HANAKO, HIKARI))
JIRO = replace(TARO, id="4", household="setai-0043", name="例示　次郎", birth=TARO.birth.replace(day=1))


def card(resident: Resident) -> BasicFour:
    sex = {"male": "1", "female": "2"}.get(resident.sex, "")
    return BasicFour(resident.name, "見本県見本市一番町一丁目2番3号　例示ハイツ202", resident.birth, "", sex)


def registered(installation: Installation, *people: Resident, away: bool = False) -> Installation:
    return replace(installation, register=FakeRegister(*(people or (*FAMILY, JIRO)), away=away))


@pytest.fixture
def offered(installation: Installation) -> Installation:
    offer(installation, shelf()[NAME])
    return registered(installation)


def protect_person(installation: Installation, resident: Resident) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [(resident.name, resident.birth.isoformat())], STAFF)
        unit.commit()


def naming(resident: Resident) -> dict[str, Any]:
    name = dict(zip(("family", "given"), resident.name.split("\u3000"), strict=True))
    return {"name": name, "birth": resident.birth.isoformat()}


def begin(
    installation: Installation, resident: Resident, home: dict[str, str] = HOME, door: str = "online",
    named: Resident | None = None,
) -> tuple[Session, str]:  # fmt: skip
    session = signed_in(installation, card(resident), resident.id)
    person, actor = session.person_id or "", Actor("resident", session.person_id or "", place=PLACE)
    procedure = installation.catalogue.current(NAME)
    with installation.database.read() as unit:
        own_card = card_of(installation.keys, unit, person)
    match = ask_register(installation, own_card)
    with installation.database.write() as unit:
        draft_id = start_draft(installation, unit, procedure, door, person_id=person)
        draft = draft_of_resident(installation, unit, session, procedure.id, draft_id)
        gather_sources(installation, unit, draft, own_card, match, actor)
        save_draft(installation, unit, draft, {**naming(named or resident), "home": home}, frozenset())
        unit.commit()
    return session, draft_id


def send(
    installation: Installation, resident: Resident, home: dict[str, str] = HOME, door: str = "online",
    named: Resident | None = None,
) -> tuple[Sent, Session]:  # fmt: skip
    session, draft_id = begin(installation, resident, home, door, named)
    sent = asking_register(installation.register, lambda looked: stored(installation, session, draft_id, door, looked))
    return sent, session


def stored(installation: Installation, session: Session, draft_id: str, door: str, looked: Looked) -> Sent:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, NAME, draft_id)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        arrival = Arrival(installation.clock.now(), door, "stored")
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"}, looked)
        if sent.receipt_number:
            unit.commit()
    return sent


def near(installation: Installation, member: Member, number: str) -> list[tuple[str, str]]:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        lines = related_cases(installation, unit, member, case).near
    return [(line.receipt_number, line.why) for line in lines]


def test_of_one_household_one_files_in_three_years_wherever_they_live_and_no_matter_who_lives_there_too(
    offered: Installation,
) -> None:
    first, session = send(offered, FAMILY[0])
    assert send(offered, FAMILY[1], ELSEWHERE)[0].again
    assert send(offered, JIRO)[0].receipt_number, "another household at the same address"
    spring, later = (at(offered, f"{year}-04-01T00:00:00+09:00") for year in (2028, 2029))
    assert send(spring, FAMILY[1])[0].again
    assert send(later, FAMILY[1])[0].receipt_number
    withdraw(offered, session, first.receipt_number)
    assert send(offered, FAMILY[2])[0].receipt_number


def test_who_is_not_known_by_the_register_counts_by_the_answer_and_staff_see_the_rest(offered: Installation) -> None:
    away, reviewer = registered(offered, away=True), add_member(offered, "reviewer", ("reviewer", DUTY))
    unknown = send(away, FAMILY[1])[0].receipt_number
    assert send(away, JIRO)[0].again
    known = send(offered, FAMILY[0])[0].receipt_number
    assert near(offered, reviewer, known) == [(unknown, "回数の決まりで同じもの")]
    assert send(away, JIRO, ELSEWHERE)[0].receipt_number
    assert send(away, FAMILY[2])[0].again, "those whose household is known count by the answer as well"


def enter(installation: Installation, named: Resident, match: ResidentMatch | None = None) -> str:
    counter = serve(installation)
    if match is not None:
        with installation.database.write() as unit:
            assert take_from_register(installation, unit, counter.member, counter.visit(unit), match, "asked")
            unit.commit()
    draft_id = counter.add(NAME, {**naming(named), "home": HOME, **RECEPTION})

    def register(looked: Looked) -> str:
        with installation.database.write() as unit:
            sent = register_entry(installation, unit, counter.member, counter.entry(unit, draft_id), looked)
            unit.commit()
        return sent.receipt_number

    return asking_register(installation.register, register)


def test_who_was_looked_up_at_the_counter_counts_for_their_household(offered: Installation) -> None:
    assert enter(offered, FAMILY[0], ResidentMatch(FAMILY[0], FAMILY))
    assert send(offered, FAMILY[1], ELSEWHERE)[0].again


def test_an_agent_does_not_use_up_their_own_household(offered: Installation) -> None:
    session, draft_id = begin(offered, FAMILY[0])
    with offered.database.read() as unit:
        draft = draft_of_resident(offered, unit, session, NAME, draft_id)
    path = draft_path(offered, draft)
    key = draft.known.household_key
    assert [household_of(draft, path, came) for came in ("self", "same_household", "agent")] == [key, key, ""]
    assert len(key) == 64
    without = replace(draft, procedure=replace(draft.procedure, duplicate=None))
    assert household_of(without, path) == ""


@pytest.mark.parametrize("flagged", [True, False])
def test_a_household_with_a_protected_person_counts_as_if_the_register_did_not_know_it(
    offered: Installation, *, flagged: bool
) -> None:
    """Two of it could learn of the third if they were admitted, or refused, where others are not."""
    if flagged:
        offered = registered(offered, *(replace(person, protected=person.id == "3") for person in FAMILY))
    else:
        protect_person(offered, FAMILY[2])
    assert send(offered, FAMILY[2])[0].receipt_number
    assert send(offered, FAMILY[0])[0].receipt_number
    assert send(offered, FAMILY[1])[0].again, "by the answer"
    assert send(offered, FAMILY[1], ELSEWHERE)[0].receipt_number
    assert send(offered, FAMILY[2])[0].again, "their own they know"


@pytest.fixture
def asks_birth(offered: Installation) -> Installation:
    offer(offered, with_birth())
    return offered


def with_birth(principal: str = "") -> Procedure:
    text = (SMALLEST / f"{NAME}.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    birth = "      - {id: birth, type: date, concept: person.birth, label: 生年月日}\n"
    text = text.replace("      - {id: home", f"{birth}      - {{id: home").replace("steps:\n", f"{principal}steps:\n")
    text = text.replace("type: person_name", "type: person_name, concept: person.name")
    return load_text(text, NAME, fields=field_types())


@pytest.mark.parametrize("protected", ["", "staff", "register"])
@pytest.mark.parametrize("door", ["online", "counter"])
def test_two_of_a_household_do_not_learn_by_naming_somebody_whether_they_are_protected(
    asks_birth: Installation, door: str, protected: str
) -> None:
    if protected == "staff":
        protect_person(asks_birth, JIRO)
    stranger = replace(JIRO, protected=protected == "register")
    seen = registered(asks_birth, *FAMILY, stranger)
    if door == "online":
        assert send(seen, FAMILY[0], named=JIRO)[0].receipt_number
    else:
        assert enter(seen, JIRO, ResidentMatch(FAMILY[0], FAMILY))
    assert send(seen, FAMILY[1])[0].again


@pytest.mark.parametrize("away", [True, False])
def test_what_was_sent_before_its_sender_was_protected_keeps_nobody_else_out(
    offered: Installation, *, away: bool
) -> None:
    offered = registered(offered, away=away)
    assert send(offered, FAMILY[0])[0].receipt_number
    protect_person(offered, FAMILY[0])
    assert send(offered, FAMILY[1])[0].receipt_number
    assert send(offered, FAMILY[2])[0].again, "what nobody protected sent does"


@pytest.mark.parametrize("known", [True, False])
def test_what_is_about_a_protected_person_and_came_at_the_counter_keeps_nobody_else_out(
    offered: Installation, *, known: bool
) -> None:
    """Staff saw whose it is, so that two people do not learn it by naming somebody."""
    offer(offered, with_birth("principal: {name: name, birth: birth}\n"))
    assert enter(offered, FAMILY[0], ResidentMatch(FAMILY[0], FAMILY) if known else None)
    protect_person(offered, FAMILY[0])
    assert send(registered(offered, away=not known), FAMILY[1])[0].receipt_number


def test_what_a_protected_person_filed_keeps_nobody_out_by_its_answer_either(offered: Installation) -> None:
    offered = registered(offered, away=True)
    hidden, session = send(offered, FAMILY[0])
    with offered.database.write() as unit:
        case = case_of_resident(offered, unit, session, hidden.receipt_number)
        people = [(TARO.name, TARO.birth.isoformat())]
        protect(offered, unit, Actor("staff", "hogo"), people, STAFF, application_id=case.row.id)
        unit.commit()
    second = send(offered, FAMILY[1])[0].receipt_number
    assert second
    assert send(offered, FAMILY[0])[0].again
    reviewer = add_member(offered, "reviewer", ("reviewer", DUTY))
    assert near(offered, reviewer, second) == []
    assert send(offered, JIRO)[0].again, "what nobody protected filed does"


def test_without_once_nobody_is_refused_and_staff_see_the_household(offered: Installation) -> None:
    text = (
        (SMALLEST / f"{NAME}.yaml")
        .read_text(encoding="utf-8")
        .replace("once: true, ", "")
        .replace(f", say: {RULE}", "")
    )
    offer(offered, load_text(text.replace("version: 1", "version: 2"), NAME, fields=field_types()))
    reviewer = add_member(offered, "reviewer", ("reviewer", DUTY))
    first = send(offered, FAMILY[0])[0].receipt_number
    second = send(offered, FAMILY[1], ELSEWHERE, door="counter")[0].receipt_number
    assert near(offered, reviewer, first) == [(second, "同じ世帯")]
    with offered.database.write() as unit:
        unit.connection.exec_driver_sql("UPDATE application SET decided_at = 1 WHERE door = 'online'")
        unit.commit()
    assert near(offered, reviewer, second) == [], "`open_only`"


def test_a_correction_keeps_the_household_and_no_table_has_its_number(offered: Installation) -> None:
    first, session = send(offered, FAMILY[0])
    with offered.database.write() as unit:
        case = case_of_resident(offered, unit, session, first.receipt_number)
        path = walk(case.procedure, {**case.answers, "home": ELSEWHERE}, case.environment)
        move_once(offered, unit, case, path)
        unit.commit()
        assert holders(unit, places_of_case(offered.keys, case, path)[:3]) == [case.row.id]
        assert holders(unit, places_of_case(offered.keys, case, case.path)[3:]) == []
        rows = [unit.connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in SQLModel.metadata.tables]
        assert NUMBER not in str(rows)
        assert case.evidence["household"] not in str(rows)
    assert send(offered, FAMILY[1], ELSEWHERE)[0].again


def until_check(visitor: Visitor, resident: Resident) -> None:
    visitor.go(f"/apply/{NAME}")
    family, given = resident.name.split("\u3000")
    visitor.press("次へ", {"name.family": family, "name.given": given})
    visitor.press("次へ", {"home.town": HOME["town"], "home.street": HOME["street"]})
    visitor.press("申請する")


def test_over_http_the_other_of_the_household_reads_the_rule_alone_and_the_section_sees_both(
    makers: Makers, tmp_path: Path
) -> None:
    copy(SMALLEST / f"{NAME}.yaml", tmp_path)
    url, register = makers["sqlite"].migrated(), FakeRegister(*FAMILY, JIRO)
    taro, hanako, jiro = FAMILY[0], FAMILY[1], JIRO
    with running_house(tmp_path, url, tmp_path / "house", register=register) as house:
        with house.resident("taro", card=card(taro)) as visitor:
            until_check(visitor, taro)
            number = visitor.path.rpartition("/")[2]
            until_check(visitor, taro)
            assert (visitor.seen.status_code, f"受付番号 {number}" in visitor.text) == (409, True)
        with house.resident("hanako", card=card(hanako)) as visitor:
            assert RULE in visitor.go(f"/procedures/{NAME}").text
            until_check(visitor, hanako)
            assert (visitor.seen.status_code, RULE in visitor.text) == (409, True)
            for words in (number, "前に出した", "世帯の人が", taro.name, "太郎"):
                assert words not in visitor.text
        with house.resident("jiro", card=card(jiro)) as visitor:
            until_check(visitor, jiro)
            second = visitor.path.rpartition("/")[2]
        with house.member(house.reviewer) as visitor:
            page = visitor.go(f"/desk/{second}").text
            assert f'href="/desk/{number}"' in page
            assert "回数の決まりで同じもの" in page, "he lives at the same address, in another household"
