"""Each smallest definition over HTTP: asked page by page with its mistakes, checked, sent, read at the desk, mended in one
answer, printed, exported; and entered at the counter with the same answers."""

import csv
import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from forms.fields.my_number import is_reference
from forms.procedure import Field, row_of
from forms.speech import Speech
from integrations.layout_socket import Bench
from portal.services.cases import Case, case_of_member
from portal.services.hand_over import batch_files, hand_over
from portal.services.keep_numbers import open_number
from portal.services.print_form import Filled, form_content
from portal.services.row_names import row_title
from portal.store import my_numbers
from portal.store.attachments import Holder
from tests.databases import Makers
from tests.definitions.counter import Visit
from tests.definitions.filing import Filing, other_answer
from tests.definitions.house import House, running_house
from tests.definitions.shelf import NAMES, SMALLEST, shelf
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor

LAYOUT = "generic.application"


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The engines differ in nothing that a definition can see: one is enough."""
    with running_house(SMALLEST, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        yield house


@dataclass
class Desk:
    """The section's reviewer before one application."""

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
        return self.house.installation.speech(self.case.procedure, "ja")


def said(case: Case, speech: Speech) -> dict[str, str]:
    """Each answer as people read it."""
    found = {one.id: (one, case.path.answers.get(one.id)) for one in case.path.fields}
    return {
        name: one.type.show(value, one.settings, speech, one.path)
        for name, (one, value) in found.items()
        if value is not None
    }


def rows(case: Case, speech: Speech) -> set[str]:
    places = [asked.row for asked in case.path.pages if asked.row is not None]
    return {row_title(case.procedure, case.path, row, speech) for row in places}


def scenarios(name: str, door: str) -> list[Mapping[str, Any]]:
    """Those that can be sent at this door: at the counter its own, or else the first."""
    whole = [one for one in shelf()[name].scenarios if one["expect"].get("complete")]
    own = [one for one in whole if one.get("door", "online") == door]
    return own if door == "online" else (own or whole)[:1]


def opened(house: House, case: Case, value: Any) -> Any:
    """An answer, and of a 個人番号 the number that its reference stands for."""
    if not is_reference(value):
        return value
    with house.installation.database.read() as unit:
        rows = {row.id: row for row in my_numbers.of(unit, Holder(application_id=case.row.id))}
    return open_number(house.installation, rows[value])


def told(house: House, given: Mapping[str, Any], case: Case) -> None:
    """What the scenario says was stored, and nothing beside it but files, computed values and what was offered."""
    for name, value in given.items():
        if name in case.path.asked and not name.endswith("]"):
            assert opened(house, case, case.path.answers[name]) == value, name
    for one in case.path.fields:
        if one.type.asks and one.type.control != "file" and not one.concept:
            assert (one.id in case.answers) == (one.id in given), one.id


@pytest.mark.parametrize("name", [name for name in NAMES if "online" in shelf()[name].who])
def test_a_definition_is_walked_from_the_first_page_to_the_export(name: str, house: House, tmp_path: Path) -> None:
    procedure = shelf()[name]
    files = house.visitor if procedure.sign_in == "none" else house.resident
    with files() as resident, house.member(house.reviewer) as reviewer:
        for scenario in scenarios(name, "online"):
            house.tell(scenario)
            filing = Filing(resident, procedure, scenario)
            check = html.unescape(filing.until_check())
            house.send(resident)
            desk = Desk(house, reviewer, resident.path.rpartition("/")[2])
            told(house, everything(filing, desk.case), desk.case)
            for page in (check, html.unescape(resident.text), desk.text):
                missing = [words for words in said(desk.case, desk.speech).values() if not on_page(words, page)]
                assert missing == []
                assert [title for title in rows(desk.case, desk.speech) if title not in page] == []
        mend(resident, desk)
        sign_again(resident, desk)
        assert_printed(house, desk)
        assert_exported(desk, tmp_path)


def everything(filing: Filing, case: Case) -> dict[str, Any]:
    """The scenario's answers by key, those that hold in every row among them."""
    everywhere = {one.id: value for one in case.path.fields if (value := filing.given.get(one)) is not None}
    return {name: value for name, value in {**filing.given.answers, **everywhere}.items() if value is not None}


def on_page(words: str, page: str) -> bool:
    return all(line in page for line in words.splitlines())


def mend(resident: Visitor, desk: Desk) -> None:
    """One answer is asked for again, in a row where there are rows, and another is given."""
    before = desk.case
    answers = before.path.answers
    asked = [one for one in before.path.fields if one.id in answers and one.type.asks and one.type.control != "file"]
    if not asked:
        return
    one = max(asked, key=lambda one: bool(row_of(one.id)))
    desk.reviewer.go(f"/desk/{desk.number}/return")
    desk.reviewer.press("補正を求める", {"field": one.id, f"words.{one.id}": "もう一度書いてください。"})
    assert "補正を求めました" in desk.reviewer.text, desk.reviewer.text
    answer, boxes = other_answer(one, before)
    resident.go(f"/applications/{desk.number}/correct")
    page = next(asked.page.id for asked in before.path.pages if one in asked.fields)
    assert f"/correct/{page}" in resident.text
    resident.go(f"/applications/{desk.number}/correct/{page}")
    resident.press("次へ進む", boxes)
    resident.press("送る")
    assert resident.path == f"/applications/{desk.number}", resident.text
    after = desk.case
    assert opened(desk.house, after, after.path.answers[one.id]) == answer
    assert {**after.answers, one.id: None} == {**before.answers, one.id: None} | computed(after)
    assert on_page(said(after, desk.speech)[one.id], desk.text)


def sign_again(resident: Visitor, desk: Desk) -> None:
    """What was signed is other now, and is signed again; nothing where nobody signed."""
    resident.go(f"/applications/{desk.number}/signature")
    if way_to_sign(resident):
        desk.house.cards.sign(resident, "takami")
        assert resident.path == f"/applications/{desk.number}", resident.text


def computed(case: Case) -> dict[str, Any]:
    return {
        one.id: case.path.answers[one.id] for one in case.path.fields if one.compute and one.id in case.path.answers
    }


def assert_printed(house: House, desk: Desk) -> None:
    """The form has each question with its answer under the heading of its row."""
    case = desk.case
    filled = Filled(case.path, case.arrival_day, case.row.door, desk.number)
    content = form_content(case.procedure, house.installation.city, case.arrival_day, filled)
    printed = Counter(row["label"] for part in content["sections"] for group in part["groups"] for row in group["rows"])
    assert Counter(one.label for one in case.path.fields if one.id in case.path.answers) <= printed
    whole = json.dumps(content, ensure_ascii=False)
    assert [title for title in rows(case, desk.speech) if title not in whole] == []
    assert [words for one, words in plain(case, desk.speech) if not on_page(words, whole)] == []
    form_content(case.procedure, house.installation.city, case.arrival_day, None)


def plain(case: Case, speech: Speech) -> list[tuple[Field, str]]:
    """Answers that stand on paper as they stand on the screen."""
    shown = said(case, speech)
    return [
        (one, shown[one.id]) for one in case.path.fields if one.type.id in ("text", "email", "url") and one.id in shown
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
    for one in case.path.fields:
        if one.id in case.path.answers and one.protection != "number":
            of_it = [line for line in lines if line["行"] == place(one.id) and is_of(line["項目コード"], one)]
            assert cells(one, case.path.answers[one.id]) <= {
                (line["値コード"] or line["値"]).removeprefix("'") for line in of_it
            }, one.id


def is_of(item: str, one: Field) -> bool:
    return item == one.name or item.startswith(f"{one.name}.")


def cells(one: Field, value: Any) -> set[str]:
    """What a tall file says of an answer: its cells, and each code by itself."""
    found = {suffix: text for suffix, text in one.type.cells(value, one.settings).items() if suffix != "tell" and text}
    codes = found.pop("").split(";") if one.type.options(one.settings) else []
    return {text.replace("\n", " ") for text in (*codes, *found.values())}


def place(key: str) -> str:
    """`2.1` for `people.2.schools.1.since`: the numbers of the rows, from the outermost."""
    return ".".join(part for part in key.split(".") if part.isdigit())


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_is_entered_at_the_counter(name: str, house: House) -> None:
    procedure = shelf()[name]
    with house.member(house.clerk) as clerk, house.member(house.reviewer) as reviewer:
        for scenario in scenarios(name, "counter"):
            house.tell(scenario)
            visit = Visit(clerk, procedure, scenario)
            desk = Desk(house, reviewer, visit.register())
            for key, value in visit.given.answers.items():
                if key in desk.case.path.asked:
                    assert opened(house, desk.case, desk.case.path.answers[key]) == value, key
            assert [words for words in said(desk.case, desk.speech).values() if not on_page(words, desk.text)] == []


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
        assert visitor.path.endswith("/check"), "it may stay empty, and nobody is asked a third time"
