"""Checks of a definition before its publication; a broken question brings its complaint, and none that only follows."""

import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from forms.city.city import City, load_city
from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import Library, load, load_text, read_library
from forms.loading.library import SHIPPED
from portal.config import TREE
from portal.config.settings import BLANK
from portal.services.procedures.check_definition import check_definition, every_complaint
from tests.definitions.shelf import NAMES, SMALLEST
from tests.examples import some
from tests.forms.scenarios.all_scenarios import try_scenarios
from tests.portal.services.paper.paper import CITY, DEFINITION

PROCEDURES = TREE / "forms" / "procedures"
TODAY = date(2026, 11, 20)
# What a city has otherwise than the fictional one, which the examples of shipped definitions name.
OWN = {
    "closed": ("city.yaml", "closed: []", "closed: [{day: 2026-12-02, reason: 設備の点検}]"),
    "office": (
        "facilities.yaml", "",
        "facilities: [{id: main, kind: city_office, name: 本庁, kana: ホンチョウ, place: 並木一丁目, from: 2026-04-01}]",
    ),
    "slots": (
        "slots.yaml", "",
        "resources: [{id: counter_visit, title: 来庁, duty: roads, from: 2026-04-01, times: ['09:30'], minutes: 20, places: 1, place: 1階}]",
    ),
    "lists": ("lists.yaml", "", "lists: [{id: schools, title: 学校, duty: schools, entries: []}]"),
}  # fmt: skip


@cache
def library() -> Library:
    return read_library((SHIPPED, PROCEDURES))


@cache
def smallest() -> Library:
    return read_library((SHIPPED, SMALLEST))


def refused(text: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        load_text(text, "shipped.yaml", fields=field_types(), library=library())
    return refusal.value


def complaints(text: str) -> list[tuple[int, str]]:
    checked = check_definition(load_text(text, "paper.yaml", fields=field_types()), CITY)
    return [(complaint.line, complaint.key) for complaint in checked]


def shipped_one(name: str) -> Procedure:
    return load(PROCEDURES / f"{name}.yaml", fields=field_types(), library=library())


def own_city(folder: Path, own: str) -> City:
    shutil.copytree(BLANK, folder / "own")
    name, blank, written = OWN[own]
    file = folder / "own" / name
    text = file.read_text("utf-8") if blank else ""
    assert blank in text
    file.write_text(text.replace(blank, written) if blank else written, "utf-8")
    return load_city(folder / "own")


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_a_scenario_that_comes_out_otherwise_is_reported_within_that_scenario() -> None:
    wrong = [line for line, key in complaints(DEFINITION) if key == "scenario.complete"]
    assert len(wrong) == 1
    assert wrong[0] >= line_of(DEFINITION, "期待が違う")
    corrected = DEFINITION.replace("expect: {complete: true}", "expect: {complete: false}")
    assert "scenario.complete" not in [key for _, key in complaints(corrected)]


@pytest.mark.parametrize(
    ("own", "name"),
    [("closed", "card-kenmen"), ("office", "juminhyo-utsushi"), ("slots", "inkan-toroku-yoyaku"), ("lists", "tenko-todoke")],
)  # fmt: skip
def test_a_city_with_its_own_offices_and_days_offers_the_shipped_procedures(
    tmp_path: Path, own: str, name: str
) -> None:
    city, procedure = own_city(tmp_path, own), shipped_one(name)
    assert try_scenarios(procedure, city)
    assert [fault for fault in check_definition(procedure, city) if fault.key.startswith("scenario.")] == []


def test_beside_another_mistake_an_answer_that_fits_the_fictional_city_alone_is_no_mistake(tmp_path: Path) -> None:
    text = (PROCEDURES / "juminhyo-utsushi.yaml").read_text(encoding="utf-8")
    broken = text.replace(", type: ", ", typ: ", 1)
    refusal, city = refused(broken), own_city(tmp_path, "office")
    assert "scenario.answer" not in {fault.key for fault in every_complaint(refusal, city, TODAY)}
    wrong = refused(broken.replace("{id: office-2, name: 港町支所}", "{id: office-9, name: どこか}", 1))
    assert "scenario.answer" in {fault.key for fault in every_complaint(wrong, city, TODAY)}


def test_complaints_of_lint_and_scenarios_are_in_the_order_of_the_file() -> None:
    file = "      - {id: photo_file, type: file, label: 写真のファイル}\n  - step: 家族"
    checked = complaints(DEFINITION.replace("  - step: 家族", file, 1))
    assert [line for line, _ in checked] == sorted(line for line, _ in checked)
    assert {"lint.file_why", "scenario.complete"} <= {key for _, key in checked}


@pytest.mark.parametrize(
    "name", ["jido-teate-nintei", "hoiku-riyo-moshikomi", "juminhyo-utsushi", "risai-shomei", "yokaigo-nintei"]
)
@pytest.mark.parametrize("share", [0.1, 0.4, 0.7])
def test_a_broken_question_brings_its_own_complaints_alone(name: str, share: float) -> None:
    text = (PROCEDURES / f"{name}.yaml").read_text(encoding="utf-8")
    places = [place for place in range(len(text)) if text.startswith(", type: ", place)]
    place = places[int(share * len(places))]
    refusal = refused(f"{text[:place]}, typ: {text[place + 8 :]}")
    assert every_complaint(refusal, CITY, TODAY) == list(refusal.complaints)


@pytest.mark.parametrize("name", some(NAMES, 60))
def test_a_name_of_a_broken_question_brings_no_further_complaint(name: str) -> None:
    """Each question of each smallest definition in turn."""
    text = (SMALLEST / f"{name}.yaml").read_text(encoding="utf-8")
    for start in re.finditer(r"\{id: \w+, type: |\n +- id: \w+\n +type: ", text):
        place = start.end() - len("type: ")
        with pytest.raises(Refused) as refusal:
            load_text(
                f"{text[:place]}typ: {text[start.end() :]}", "broken.yaml", fields=field_types(), library=smallest()
            )
        lines = {complaint.line for complaint in refusal.value.complaints}
        assert lines <= {text.count("\n", 0, place) + 1, text.count("\n", 0, place)}, refusal.value


def test_other_faults_are_reported_too() -> None:
    text = (PROCEDURES / "juminhyo-utsushi.yaml").read_text(encoding="utf-8")
    refusal = refused(text.replace(", type: ", ", typ: ", 1).replace("title: ", "title: 必須 ", 1).replace("summary: ", "summary: 半角で ", 1))  # fmt: skip
    assert {complaint.key for complaint in every_complaint(refusal, CITY, TODAY)} - {
        complaint.key for complaint in refusal.complaints
    } == {"lint.width"}


def test_a_file_that_is_no_definition_has_the_complaints_of_its_refusal() -> None:
    refusal = refused("format: 1\n")
    assert every_complaint(refusal, CITY, TODAY) == list(refusal.complaints)
