"""Each smallest definition over HTTP, to the export, and at the counter."""

import csv
import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from forms.definition.procedure import Field, row_of
from forms.fields.my_number import is_reference
from forms.text.speech import Speech
from integrations.sockets.layout_socket import Bench
from portal.services.cases.cases import Case, case_of_member
from portal.services.files.keep_numbers import open_number
from portal.services.handover.hand_over import batch_files, hand_over
from portal.services.paper.print_form import Filled, form_content, in_eras
from portal.services.procedures.draw_field import reading_label
from portal.services.procedures.row_names import row_title
from portal.services.shared.catalogue import speech_of
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from tests.databases import Makers
from tests.definitions.counter import Visit
from tests.definitions.filing import Filing, other_answer
from tests.definitions.house import House, running_house
from tests.definitions.shelf import NAMES, SMALLEST, shelf
from tests.examples import some
from tests.house.tree import ROOT
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor

LAYOUT = "generic.application"
# What somebody else must do first, or a second one is refused for: each has a story of its own.
OWN_STORY = {
    "chain-third": "definitions/test_chain_story.py",
    "duplicate-household": "portal/services/filing/test_admit_once_household.py",
    "duplicate-per": "portal/services/filing/test_admit_once_per.py",
    "fee-before-sending": "portal/services/fees/test_begin_advance.py",
    "field-listed-columns": "definitions/test_listed_story.py",
    "slot-won": "definitions/test_drawn_times_story.py",
}
WALKED = [name for name in NAMES if name not in OWN_STORY]


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """SQLite alone: definitions do not depend on the engine."""
    with running_house(SMALLEST, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        yield house


@dataclass
class Desk:
    house: House
    reviewer: Visitor
    number: str

    @property
    def case(self) -> Case:
        with self.house.installation.database.read() as unit:
            return case_of_member(self.house.installation, unit, self.house.reviewer, self.number)

    @property
    def text(self) -> str:
        return html.unescape(self.reviewer.go(f"/desk/{self.number}").text)

    @property
    def speech(self) -> Speech:
        return speech_of(self.case.procedure, "ja")


def shown_answers(case: Case, speech: Speech) -> dict[str, str]:
    """Files stand in lines of their own: pages list them one by one."""
    answered = {field.id: (field, case.path.answers.get(field.id)) for field in case.path.fields}
    return {
        name: "\n".join(
            field.type.show(part, field.settings, speech, field.path)
            for part in ([[file] for file in value] if field.type.control == "file" else [value])
        )
        for name, (field, value) in answered.items()
        if value is not None
    }


def rows(case: Case, speech: Speech) -> set[str]:
    places = [asked.row for asked in case.path.pages if asked.row is not None]
    return {row_title(case.procedure, case.path, row, speech) for row in places}


def scenarios(name: str, door: str) -> list[Mapping[str, Any]]:
    """For this door: at the counter its scenarios, else the first. What follows another begins from that one's page, and the
    person who signs in files for themselves."""
    complete = [
        each
        for each in shelf()[name].scenarios
        if each["expect"].get("complete") and "earlier" not in each and each.get("filed_by", "self") == "self"
    ]
    own = [scenario for scenario in complete if scenario.get("door", "online") == door]
    return own if door == "online" else (own or complete)[:1]


def opened(house: House, case: Case, value: Any) -> Any:
    """Resolves the reference of a 個人番号."""
    if not is_reference(value):
        return value
    with house.installation.database.read() as unit:
        rows = {row.id: row for row in my_numbers.of(unit, Holder(application_id=case.row.id))}
    return open_number(house.installation.number_keys, rows[value])


def check_stored(house: House, given: Mapping[str, Any], case: Case) -> None:
    """Only files, computed values and known facts may be stored besides."""
    for name, value in given.items():
        if name in case.path.asked and not name.endswith("]"):
            stored = opened(house, case, case.path.answers[name])
            # Uploads are not the files of the scenario, but as many.
            is_file = case.procedure.field(name).type.control == "file"
            assert (len(stored) == len(value)) if is_file else (stored == value), name
    for field in case.path.fields:
        if field.type.asks and field.type.control != "file" and not field.concept:
            assert (field.id in case.answers) == (field.id in given), field.id


def chosen(names: list[str], most: int) -> list[str]:
    """In each run also the definition that uses the features together, and one of each type of question."""
    walked = {*some(names, most), "every-wish"}
    seen = set[str]().union(*(types_in(name) for name in walked))
    for name in names:
        if not types_in(name) <= seen:
            walked.add(name)
            seen |= types_in(name)
    return sorted(walked)


def types_in(name: str) -> set[str]:
    return {field.type.id for field in shelf()[name].fields}


@pytest.mark.parametrize("name", chosen([name for name in WALKED if "online" in shelf()[name].who], 24))
def test_a_definition_is_walked_from_the_first_page_to_the_export(name: str, house: House, tmp_path: Path) -> None:
    procedure = shelf()[name]
    files = house.visitor if procedure.sign_in == "none" else house.resident
    with files() as resident, house.member(house.reviewer) as reviewer:
        for scenario in scenarios(name, "online"):
            house.fill_register(scenario)
            filing = Filing(resident, procedure, scenario)
            check = html.unescape(filing.until_check())
            house.send(resident)
            desk = Desk(house, reviewer, resident.path.rpartition("/")[2])
            case, speech = desk.case, desk.speech
            check_stored(house, everything(filing, case), case)
            shown, titles = shown_answers(case, speech).values(), rows(case, speech)
            for page in (check, html.unescape(resident.text), desk.text):
                assert [words for words in shown if not on_page(words, page)] == []
                assert [title for title in titles if title not in page] == []
        mend(resident, desk)
        sign_again(resident, desk)
        assert_printed(house, desk)
        assert_exported(desk, tmp_path)


def everything(filing: Filing, case: Case) -> dict[str, Any]:
    """With those that apply to every row."""
    everywhere = {field.id: value for field in case.path.fields if (value := filing.given.get(field)) is not None}
    return {name: value for name, value in {**filing.given.answers, **everywhere}.items() if value is not None}


def on_page(words: str, page: str) -> bool:
    return all(line in page for line in words.splitlines())


def mend(resident: Visitor, desk: Desk) -> None:
    """In a row if there are rows."""
    before = desk.case
    answers = before.path.answers
    asked = [
        question
        for question in before.path.fields
        if question.id in answers and question.type.asks and question.type.control != "file"
    ]
    if not asked:
        return
    field = max(asked, key=lambda question: bool(row_of(question.id)))
    desk.reviewer.go(f"/desk/{desk.number}/return")
    desk.reviewer.press("補正を求める", {"field": field.id, f"words.{field.id}": "もう一度書いてください。"})
    assert "補正を求めました" in desk.reviewer.text, desk.reviewer.text
    answer, boxes = other_answer(field, before)
    resident.go(f"/applications/{desk.number}/correct")
    page = next(asked.page.id for asked in before.path.pages if field in asked.fields)
    assert f"/correct/{page}" in resident.text
    resident.go(f"/applications/{desk.number}/correct/{page}")
    resident.press("次へ進む", boxes)
    resident.press("送る")
    assert resident.path == f"/applications/{desk.number}", resident.text
    after = desk.case
    assert opened(desk.house, after, after.path.answers[field.id]) == answer
    assert {**after.answers, field.id: None} == {**before.answers, field.id: None} | computed(after)
    assert on_page(shown_answers(after, desk.speech)[field.id], desk.text)


def sign_again(resident: Visitor, desk: Desk) -> None:
    resident.go(f"/applications/{desk.number}/signature")
    if way_to_sign(resident):
        desk.house.cards.sign(resident, "takami")
        assert resident.path == f"/applications/{desk.number}", resident.text


def computed(case: Case) -> dict[str, Any]:
    shown = {field.id for field in case.path.fields if field.compute}
    return {name: answer for name, answer in case.path.answers.items() if name in shown | case.path.unseen.keys()}


def assert_printed(house: House, desk: Desk) -> None:
    """Each question and answer is under the heading of its row."""
    case = desk.case
    filled = Filled(case.path, case.arrival_day, case.row.door, desk.number)
    content = form_content(case.procedure, house.installation.city, case.arrival_day, filled)
    printed = Counter(row["label"] for part in content["sections"] for group in part["groups"] for row in group["rows"])
    answered = [field for field in case.path.fields if field.id in case.path.answers]
    assert Counter(in_eras(reading_label(field, field.label)) for field in answered) <= printed
    whole_sheet = json.dumps(content, ensure_ascii=False)
    assert [title for title in rows(case, desk.speech) if in_eras(title) not in whole_sheet] == []
    answers = [words for _, words in plain(case, desk.speech)]
    assert [words for words in answers if not on_page(words, whole_sheet) and in_eras(words) not in whole_sheet] == []
    form_content(case.procedure, house.installation.city, case.arrival_day, None)


def plain(case: Case, speech: Speech) -> list[tuple[Field, str]]:
    shown = shown_answers(case, speech)
    return [
        (field, shown[field.id])
        for field in case.path.fields
        if field.type.id in ("text", "email", "url") and field.id in shown
    ]


def assert_exported(desk: Desk, folder: Path) -> None:
    desk.reviewer.go(f"/desk/{desk.number}")
    if "本人の署名と認める" in desk.reviewer.text:
        desk.reviewer.press("本人の署名と認める", {"shown": "券面の写しと同じ人"})
    desk.reviewer.press("実質審査に進める")
    handed = hand_over(
        desk.house.installation,
        LAYOUT,
        desk.case.row.duty,
        desk.house.reviewer.actor,
        procedure=desk.case.procedure.id,
    )
    assert handed.batch is not None
    answers = next(
        file
        for file in batch_files(desk.house.installation, handed.batch, Bench(folder))
        if file.name.endswith("_answers.csv")
    )
    with answers.path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["受付番号"] == desk.number]
    case = desk.case
    for field in case.path.fields:
        if field.id in case.path.answers and field.protection != "number":
            of_it = [line for line in lines if line["行"] == place(field.id) and is_of(line["項目コード"], field)]
            assert cells(field, case.path.answers[field.id]) <= {
                (line["値コード"] or line["値"]).removeprefix("'") for line in of_it
            }, field.id


def is_of(item: str, field: Field) -> bool:
    return item == field.name or item.startswith(f"{field.name}.")


def cells(field: Field, value: Any) -> set[str]:
    """An answer's cells, and each code by itself."""
    texts = {
        suffix: text for suffix, text in field.type.cells(value, field.settings).items() if suffix != "tell" and text
    }
    codes = texts.pop("").split(";") if field.type.options(field.settings) else []
    return {text.replace("\n", " ") for text in (*codes, *texts.values())}


def place(key: str) -> str:
    """`2.1` for `people.2.schools.1.since`: row numbers from the outermost."""
    return ".".join(part for part in key.split(".") if part.isdigit())


@pytest.mark.parametrize("name", chosen(WALKED, 12))
def test_a_definition_is_entered_at_the_counter(name: str, house: House) -> None:
    procedure = shelf()[name]
    with house.member(house.clerk) as clerk, house.member(house.reviewer) as reviewer:
        for scenario in scenarios(name, "counter"):
            house.fill_register(scenario)
            visit = Visit(clerk, procedure, scenario)
            desk = Desk(house, reviewer, visit.register())
            case, page = desk.case, desk.text
            for key, value in visit.given.answers.items():
                if key in case.path.asked:
                    assert opened(house, case, case.path.answers[key]) == value, key
            assert [words for words in shown_answers(case, desk.speech).values() if not on_page(words, page)] == []


def test_what_is_not_walked_has_its_story() -> None:
    for name, story in OWN_STORY.items():
        assert name in NAMES
        assert (ROOT / "tests" / story).exists(), name


def test_what_an_answer_brings_up_on_its_own_page_is_met_although_it_may_stay_empty(house: House) -> None:
    name, shown = "together-more", ("電話番号", "電話は1週間のうちにします。")
    with house.visitor() as visitor:
        visitor.go(f"/apply/{name}")
        page = visitor.path
        assert not [words for words in shown if words in visitor.text]
        visitor.press("次へ", {"reply": "yes"})
        assert visitor.path == page
        assert [words for words in shown if words in visitor.text] == list(shown)
        visitor.press("次へ")
        assert visitor.path.endswith("/check"), "it may stay empty: the page does not ask a third time"
