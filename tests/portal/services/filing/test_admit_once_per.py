"""1回だけ per answer and years, without a word about another's application."""

from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest

from forms.definition.procedure import Procedure
from forms.path.path import walk
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.related_cases import related_cases
from portal.services.filing.admit_once import holders, move_once, places_of
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.databases import Makers
from tests.definitions.budgets import withdraw
from tests.definitions.house import running_house
from tests.definitions.shelf import SMALLEST, shelf
from tests.journeys.visitor import Visitor
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bookings.booking import resident
from tests.portal.world import DUTY, PLACE, add_member

NAME = "duplicate-per"
PLATE = "見本 500 あ 12-34"
RULE = "1台の車に、3年度に1回です。"


def send(installation: Installation, session: Session, plate: str = PLATE, door: str = "online") -> Sent:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(NAME)
        draft_id = start_draft(installation, unit, procedure, door, person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, NAME, draft_id)
        save_draft(
            installation, unit, draft, {"name": {"family": "髙見本", "given": "太郎"}, "plate": plate}, frozenset()
        )
        draft = draft_of_resident(installation, unit, session, NAME, draft_id)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        arrival = Arrival(installation.clock.now(), door, "stored")
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        if sent.receipt_number:
            unit.commit()
    return sent


@pytest.fixture
def offered(installation: Installation) -> Installation:
    offer(installation, shelf()[NAME])
    return installation


def marked(installation: Installation, plate: str) -> list[int]:
    procedure: Procedure = shelf()[NAME]
    places = places_of(installation.keys, procedure, None, {"plate": plate}, None, installation.clock.today())
    with installation.database.read() as unit:
        return holders(unit, places)


def test_another_spelling_is_the_same_car_for_three_years_and_free_again_when_withdrawn(offered: Installation) -> None:
    first = send(offered, resident(offered, "見本　花子")).receipt_number
    other = resident(offered, "見本　次郎")
    assert send(offered, other, "見本５００あ１２－３４").again
    assert send(offered, other, "見本 500 あ 12-35").receipt_number
    third, fourth = (at(offered, f"{year}-04-01T00:00:00+09:00") for year in (2028, 2029))
    assert send(third, resident(third, "見本　次郎")).again
    assert send(fourth, resident(fourth, "見本　次郎")).receipt_number
    withdraw(offered, resident(offered, "見本　花子"), first)
    assert send(offered, other).receipt_number
    with offered.database.read() as unit:
        rows = unit.connection.exec_driver_sql("SELECT resource FROM reservation")
        assert {len(row.resource) for row in rows} == {len("once:2026:") + 32}, "a mark, not a plate"


def test_the_counter_refuses_nobody_and_both_sections_pages_name_the_other(offered: Installation) -> None:
    hanako, jiro = resident(offered, "見本　花子"), resident(offered, "見本　次郎")
    first = send(offered, hanako).receipt_number
    second = send(offered, jiro, door="counter").receipt_number
    reviewer, elsewhere = add_member(offered, "reviewer", ("reviewer", DUTY)), add_member(offered, "other")
    for number, other in ((first, second), (second, first)):
        with offered.database.write() as unit:
            case = case_of_member(offered, unit, reviewer, number)
            assert [line.receipt_number for line in related_cases(offered, unit, reviewer, case).near] == [other]
            assert related_cases(offered, unit, elsewhere, case).near == ()
    withdraw(offered, hanako, first)
    assert send(offered, resident(offered, "見本　三郎")).again, "what the counter took counts too"


def test_a_corrected_answer_counts_in_place_of_the_first_one(offered: Installation) -> None:
    session = resident(offered, "見本　花子")
    number = send(offered, session).receipt_number
    with offered.database.write() as unit:
        case = case_of_resident(offered, unit, session, number)
        path = walk(case.procedure, {**case.answers, "plate": "見本 500 い 56-78"}, case.environment)
        for _ in range(2):
            move_once(offered, unit, case, path)
        unit.commit()
    assert (marked(offered, PLATE), marked(offered, "見本500い56-78")) == ([], [case.row.id])
    without = replace(case, procedure=replace(case.procedure, duplicate=None))
    with offered.database.write() as unit:
        move_once(offered, unit, without, path)


def until_check(visitor: Visitor, plate: str) -> str:
    visitor.go(f"/apply/{NAME}")
    visitor.press("次へ", {"name.family": "見本", "name.given": "花子"})
    visitor.press("次へ", {"plate": plate})
    return visitor.path


def test_only_who_filed_it_reads_its_number_and_nobody_probes_one_car_after_another(
    makers: Makers, tmp_path: Path
) -> None:
    copy(SMALLEST / f"{NAME}.yaml", tmp_path)
    with (
        running_house(tmp_path, makers["sqlite"].migrated(), tmp_path / "house") as house,
        house.resident() as taro,
        house.resident("hanako", "見本　花子") as hanako,
    ):
        assert RULE in taro.go(f"/procedures/{NAME}").text
        until_check(taro, PLATE)
        taro.press("申請する")
        number = taro.path.rpartition("/")[2]
        until_check(taro, PLATE)
        taro.press("申請する")
        assert (taro.seen.status_code, RULE in taro.text, f"受付番号 {number}" in taro.text) == (409, True, True)
        check = until_check(hanako, PLATE)
        for _ in range(5):
            hanako.go(check)
            hanako.press("申請する")
            assert hanako.seen.status_code == 409
            assert RULE in hanako.text
            assert "書いた内容は残っています" in hanako.text
            assert number not in hanako.text
            assert "前に出した" not in hanako.text
        hanako.go(check.replace("/check", "/page/plate"))
        hanako.press("次へ", {"plate": "見本 500 う 90-12"})
        hanako.go(check)
        hanako.press("申請する")
        assert hanako.seen.status_code == 429
