"""The shipped drawings, each from its 募集 to the next in line: seed promised, tickets by rule, order repeated, place moved on."""

import pytest

from forms.path.path import walk
from forms.scenarios.sampling import valid_sample
from forms.scenarios.scenario_answers import read_answers
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.bookings.hold_drawing import drawing_of
from portal.services.procedures.describe_consequences import describe_next
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from tests.definitions.budgets import with_setting
from tests.forms.numbers.lot_checker import order, sha256
from tests.portal.results import examiner
from tests.portal.services.bookings.booking import resident
from tests.portal.services.bookings.drawing import CLOSES, after, entries, hold, withdraw
from tests.portal.world import file_application

UNIT = {
    "shiei-jutaku": "midori_small",
    "sports-kyoshitsu": "yoga",
    "yochien-nyuen": "midori_4",
}
# What its units depend on.
BEFORE: dict[str, dict[str, str]] = {"yochien-nyuen": {"child.birth": "2022-06-01", "grade": "four"}}


@pytest.mark.parametrize("name", UNIT)
def test_it_is_held_once_and_the_next_in_line_moves_up(installation: Installation, name: str) -> None:
    procedure = installation.catalogue.current(name)
    assert procedure.drawing is not None
    rows = procedure.settings["places"].default
    assert isinstance(rows, dict)
    installation = with_setting(installation, name, "closes", CLOSES)
    installation = with_setting(installation, name, "places", dict.fromkeys(rows, 2))
    keep_drawings(installation)
    member = examiner(installation, name)
    with installation.database.read() as unit:
        promised = drawing_of(unit, member, name, CLOSES)
    assert (promised.seed, bool(promised.commitment)) == ("", True), "the seed is promised before anybody applies"
    people, tickets = {}, dict[str, int]()
    for seed in range(6):
        environment = installation.rules.environment(procedure, installation.clock.today(), "online")
        answers = dict(valid_sample(procedure, environment, seed).answers) | BEFORE.get(name, {})
        answers[procedure.drawing.units] = UNIT[name]
        session = resident(installation, f"人{seed}")
        number = file_application(installation, session, of=name, answers=answers)
        people[number] = session
        drawn_by = procedure.drawing.tickets
        assert drawn_by is not None
        scope = walk(procedure, answers, environment).scope
        assert scope is not None
        tickets[number] = int(str(drawn_by.evaluate(scope)))
    assert hold(after(installation), member, name) == 6
    drawn = entries(installation, member, name)
    with installation.database.read() as unit:
        row = drawing_of(unit, member, name, CLOSES)
    assert sha256(row.seed) == promised.commitment
    assert {entry.receipt_number: entry.tickets for entry in drawn} == tickets
    wanted = order(row.seed, UNIT[name], [(number, tickets[number]) for number in sorted(tickets)])
    assert [entry.receipt_number for entry in drawn] == wanted
    assert [entry.place for entry in drawn] == [1, 2, None, None, None, None]
    late = after(installation)
    withdraw(late, people[drawn[0].receipt_number], drawn[0].receipt_number)
    assert keep_drawings(late) == 1
    assert [entry.place for entry in entries(installation, member, name)][2] == 1


def test_who_files_at_the_counter_is_promised_neither_a_page_nor_mail(installation: Installation) -> None:
    promised = [
        (procedure.id, item.say)
        for procedure in installation.catalogue.all()
        for item in procedure.next
        if "マイページ" in item.say and (item.when is None or "door" not in item.when.names)
    ]
    assert promised == []
    procedure = installation.catalogue.current("shisetsu-chusen")
    answers = read_answers(procedure, procedure.scenarios[0]["answers"]).answers
    speech = speech_of(procedure, "ja")
    for door, words in (("online", "マイページで知らせます"), ("counter", "手紙か電話で知らせます")):
        environment = installation.rules.environment(procedure, installation.clock.today(), door)
        lines = [
            line for line in describe_next(procedure, walk(procedure, answers, environment), speech) if "抽選" in line
        ]
        assert [words in line for line in lines] == [True]
