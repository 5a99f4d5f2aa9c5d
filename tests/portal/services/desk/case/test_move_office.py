"""A clerk changes the receiving office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.move_office import MOST_SIGNS, move_office, other_offices, read_move
from portal.services.desk.queue.page import Wanted, offices_of, queue_page
from portal.services.my_cases.state_line import timeline
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.databases import Makers
from tests.definitions.house import House
from tests.portal.services.at_offices import HARBOUR, HARBOUR_LINE, MAIN, filed, offices, section
from tests.portal.services.desk.at_work import acting, audited, case_of, decided
from tests.portal.world import DUTY, add_member


@pytest.fixture
def house(makers: Makers, tmp_path: Path) -> Iterator[House]:
    with offices(makers, tmp_path) as house:
        yield house


@pytest.fixture
def installation(house: House) -> Installation:
    return house.installation


def move(installation: Installation, member: Member, number: str, revision: int | None = None) -> None:
    with acting(installation, member, number) as (unit, case):
        known = case.row.revision if revision is None else revision
        move_office(installation, unit, member, case, known, "office-2", " 土曜も開いています ")


def test_another_office_has_the_case_and_the_applicant_reads_where_and_why(installation: Installation) -> None:
    reviewer, number = section(installation), filed(installation, MAIN)
    seen = case_of(installation, reviewer, number)
    assert other_offices(installation, seen) == [("office-2", "港町支所"), ("office-3", "例示台出張所")]
    move(installation, reviewer, number)
    case = case_of(installation, reviewer, number)
    assert (case.row.office, case.row.duty, case.row.due) == ("office-2", seen.row.duty, seen.row.due)
    with installation.database.read() as unit:
        entry = timeline(unit, case)[-1]
        (latest, *_) = describe_case(installation, unit, case, reviewer.id).history
    assert entry.key == "timeline.move_office"
    assert entry.words == f"これからの窓口：{HARBOUR_LINE}\n土曜も開いています"
    assert (latest.what, latest.words) == ("受付の窓口を変えた", entry.words)
    assert audited(installation, "move office") == [("staff:section", "市役所 本庁 to 港町支所")]


def test_who_saw_an_older_case_a_decided_one_or_may_not_review_moves_nothing(installation: Installation) -> None:
    reviewer, number = section(installation), filed(installation, MAIN)
    clerk = add_member(installation, "counter", ("clerk", DUTY))
    with pytest.raises(Conflict):
        move(installation, reviewer, number, revision=7)
    with pytest.raises(NotAllowed):
        move(installation, clerk, number)
    with acting(installation, reviewer, number) as (unit, case), pytest.raises(Conflict):
        move_office(installation, unit, reviewer, decided(case), case.row.revision, "office-2", "")
    move(installation, reviewer, number)
    with pytest.raises(Conflict):
        move(installation, reviewer, number, revision=0)
    assert case_of(installation, reviewer, number).row.office == "office-2"


def test_only_another_office_of_the_city_can_be_chosen_with_few_words(installation: Installation) -> None:
    case = case_of(installation, section(installation), filed(installation, HARBOUR))
    assert read_move(installation, case, "office-1", "") == {}
    assert read_move(installation, case, "office-2", "") == {"office": "no_office"}
    assert read_move(installation, case, "nursery-1", "長" * (MOST_SIGNS + 1)) == {
        "office": "no_office",
        "words": "too_long",
    }


def test_the_queue_names_the_office_and_lists_those_of_it_alone(installation: Installation) -> None:
    reviewer = section(installation)
    here, there = filed(installation, HARBOUR), filed(installation, MAIN)
    with installation.database.write() as unit:
        pages = [
            {line.receipt_number: line.receiving for line in queue_page(installation, unit, reviewer, wanted).lines}
            for wanted in (Wanted(), Wanted(office="office-2"), Wanted(office="office-3"))
        ]
        unit.commit()
    assert pages == [{here: "港町支所", there: "市役所 本庁"}, {here: "港町支所"}, {}]
    assert offices_of(installation, (DUTY,)) == (
        ("office-1", "市役所 本庁"),
        ("office-2", "港町支所"),
        ("office-3", "例示台出張所"),
    )
    assert offices_of(installation, ("tax",)) == ()
