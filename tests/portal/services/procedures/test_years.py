"""年度ごとの受付: midnight, capacity per year, messages."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from forms.definition.years import YearRow, YearsFile
from forms.path.environment import OpenYear
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.related_cases import related_cases
from portal.services.filing.admit_capacity import room_left
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.procedures.last_day import last_day
from portal.services.procedures.near_deadlines import deadline_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.portal.later import at
from tests.portal.world import DUTY, PLACE, add_member, alice

NAME = "window-year"
SAY = "その年度の申込みは、今は受け付けていません。"
ROOM, WANTING = 3, 8
WHO = """\
      - {id: name, type: person_name, label: 氏名}
      - {id: birth, type: date, label: 生年月日}
"""
TARO = {"name": {"family": "髙見本", "given": "太郎"}, "birth": "1949-04-03"}
YEARS = YearsFile(
    years=tuple(
        YearRow.model_validate({"procedure": NAME, "year": year, "from": first, "to": last, "capacity": room})
        for year, first, last, room in (
            (2026, "2025-12-01", "2027-03-31", None),
            (2027, "2026-12-01", "2028-03-31", None),
            (2028, "2027-03-01", None, None),
            (2029, "2026-12-01", None, ROOM),
        )
    )
)


def yearly(makers: Makers, folder: Path, database: str) -> Iterator[House]:
    text = (SMALLEST / f"{NAME}.yaml").read_text(encoding="utf-8").partition("scenarios:")[0]
    about = "principal: {name: name, birth: birth}\nduplicate: {same: [name, birth]}\nsteps:"
    (folder / f"{NAME}.yaml").write_text(text.replace("steps:", about) + WHO, encoding="utf-8")
    with running_house(folder, makers[database].migrated(), folder / "house") as house:
        city = house.installation.city.model_copy(update={"fiscal": YEARS})
        object.__setattr__(house.installation, "city", city)
        house.installation.__dict__.pop("rules", None)  # made at the start, of the former city
        yield house


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[House]:
    yield from yearly(makers, tmp_path_factory.mktemp("years"), request.param)


def begin(installation: Installation, start: str) -> str:
    session, procedure = alice(installation), installation.catalogue.current(NAME)
    with installation.database.write() as unit:
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        save_draft(
            installation,
            unit,
            draft_of_resident(installation, unit, session, NAME, draft_id),
            {**TARO, "start": start},
            frozenset(),
        )
        unit.commit()
    return draft_id


def send(installation: Installation, draft_id: str, wait: Callable[[], object] = lambda: None) -> Sent:
    session = alice(installation)
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, NAME, draft_id)
        wait()
        arrival = Arrival(installation.clock.now(), "online", "stored")
        actor = Actor("resident", session.person_id or "", place=PLACE)
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        if sent.receipt_number:
            unit.commit()
    return sent


def messages(sent: Sent) -> list[str]:
    return [str(mistake.arguments["say"]) for mistake in sent.path.mistakes.get("start", ())]


@pytest.mark.parametrize(
    ("start", "moment", "taken"),
    [
        ("2026-12-01", "2026-11-20T10:00:00+09:00", True),
        ("2027-04-01", "2026-11-30T23:59:59+09:00", False),
        ("2027-04-01", "2026-12-01T00:00:00+09:00", True),
        ("2026-12-01", "2026-12-01T00:00:00+09:00", True),
        ("2027-03-31", "2027-03-31T23:59:59+09:00", True),
        ("2027-03-31", "2027-04-01T00:00:00+09:00", False),
    ],
)
def test_a_year_is_taken_from_midnight_to_the_last_second_of_its_days(
    house: House, start: str, moment: str, taken: bool
) -> None:
    installation = at(house.installation, moment)
    sent = send(installation, begin(installation, start))
    assert (bool(sent.receipt_number), messages(sent)) == (taken, [] if taken else [SAY])


def test_of_eight_who_want_a_year_three_are_taken_while_another_goes_on(house: House) -> None:
    installation = at(house.installation, "2027-01-10T10:00:00+09:00")
    taken = room_of(installation, 2029)
    assert taken is not None
    wanting = [begin(installation, "2029-04-01") for _ in range(WANTING)]
    together = 1 if installation.database.sqlite else WANTING
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(pool.map(lambda draft: send(installation, draft, lambda: barrier.wait(timeout=30)), wanting))
    assert [submission.no_room for submission in sent].count(False) == taken
    assert room_of(installation, 2029) == 0
    assert send(installation, begin(installation, "2027-02-01")).receipt_number, "the years have separate places"
    left = room_of(installation, None)
    assert left is not None
    assert left > 0, "a full year does not stop a new draft"


def room_of(installation: Installation, year: int | None) -> int | None:
    with installation.database.read() as unit:
        return room_left(installation, unit, installation.catalogue.current(NAME), year)


def test_the_nearest_day_and_the_last_day_are_those_of_the_years(house: House) -> None:
    installation = at(house.installation, "2026-11-20T10:00:00+09:00")
    procedure = installation.catalogue.current(NAME)
    assert installation.rules.years_of(procedure)[0] == OpenYear(2026, date(2025, 12, 1), date(2027, 3, 31))
    for today, day, begins in (("2026-11-20", "2026-12-01", True), ("2027-03-02", "2027-03-31", False)):
        near = deadline_of(installation.rules, procedure, date.fromisoformat(today))
        assert near is not None
        assert (near.day.isoformat(), near.begins) == (day, begins)
    path = send(installation, begin(installation, "2027-03-01")).path
    assert last_day(installation.rules, procedure, path, date(2026, 11, 20)) == (date(2027, 3, 31), True)


def test_outside_all_years_it_is_closed_and_the_page_says_which_are_open(house: House) -> None:
    installation = house.installation
    procedure, speech = installation.catalogue.current(NAME), speech_of(installation.catalogue.current(NAME), "ja")
    assert installation.rules.closed_words(procedure, speech, date(2025, 11, 30)) == SAY
    assert installation.rules.closed_words(procedure, speech, date(2025, 12, 1)) == ""
    page = house.client.get(f"/procedures/{NAME}").text
    assert "2026年度の分は、3月31日（水）まで" in page
    assert "2027年度の分は、12月1日（火）から受け付けます" in page


def test_who_applies_for_two_years_has_not_sent_the_same_twice(house: House) -> None:
    installation = at(house.installation, "2027-03-20T10:00:00+09:00")
    member = add_member(installation, "another", ("reviewer", DUTY))
    first, again = (send(installation, begin(installation, "2027-03-25")).receipt_number for _ in range(2))
    following = send(installation, begin(installation, "2028-04-01")).receipt_number
    with installation.database.write() as unit:
        twice = related_cases(installation, unit, member, case_of_member(installation, unit, member, first)).twice
        assert again in {row.receipt_number for row in twice}
        case = case_of_member(installation, unit, member, following)
        assert case.path.year == 2028
        assert not {first, again} & {
            row.receipt_number for row in related_cases(installation, unit, member, case).twice
        }
