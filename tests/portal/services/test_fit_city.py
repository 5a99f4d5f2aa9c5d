"""What a definition names and a city lacks is told at the definition's line; what a city sets in vain, at the city's."""

from datetime import date
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from forms.city import City, DatedSetting, load_city
from forms.loading import load_folder, load_text
from forms.loading.guides import SHIPPED, load_guides
from forms.loading.library import SHIPPED as LIBRARY
from forms.procedure import Procedure
from forms.registry import field_types
from portal.config import Settings
from portal.services.fit_city import fit_city, fit_guides
from tests.forms.loading.small import SMALL

ON = date(2026, 11, 20)
HERE = SMALL.replace("duty: sample", "duty: care-qualification")
SET = "settings: {price: {type: money, default: 300, certainty: assumed}, way: {type: choice, options: [a, b], default: a, certainty: assumed}}\n"


@cache
def city() -> City:
    return load_city(Settings.model_fields["city"].default)


def read(text: str) -> Procedure:
    return load_text(text, "small.yaml", fields=field_types())


def said(text: str, **settings: Any) -> list[str]:
    rows = {name: (DatedSetting(value=value, from_="2024-04-01"),) for name, value in settings.items()}
    there = city().model_copy(update={"settings": {"small": rows}})
    return [str(one) for one in fit_city(there, [read(text)], ON)]


def test_what_the_city_has_is_not_complained_about() -> None:
    more = "      - {id: when, type: slot, label: いつ, resource: lung}\n      - {id: wish, type: facility, kind: nursery, label: どこ}\n"
    assert said(HERE + more + SET, price=350, way="b") == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HERE.replace("care-qualification", "care-qualificaton"),
         "small.yaml:8:1: no office of 見本市 holds the duty care-qualificaton on 2026-11-20: did you mean care-qualification?"),
        (HERE + "      - {id: when, type: slot, label: いつ, resource: lungs}\n",
         "small.yaml:23:43: 見本市 has no resource lungs: did you mean lung?; write it into slots.yaml [city.offer]"),
        (HERE + "      - {id: wish, type: facility, kind: nurserys, label: どこ}\n",
         "small.yaml:23:36: 見本市 has no kind nurserys: did you mean nursery?"),
    ],
)  # fmt: skip
def test_what_the_city_lacks_is_told_where_the_definition_names_it(text: str, complaint: str) -> None:
    (told,) = said(text)
    assert told.startswith(complaint)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ({"prise": 300}, "prise is no setting of small: did you mean price?; take it out or mend its name"),
        ({"price": "300"}, "price of small is money, which 300 is not: mend it"),
        ({"price": True}, "price of small is money, which True is not: mend it"),
        ({"way": "c"}, "way of small is choice, which c is not: mend it"),
    ],
)
def test_what_the_city_sets_in_vain_is_told(setting: dict[str, Any], complaint: str) -> None:
    (told,) = said(HERE + SET, **setting)
    assert told.endswith(f": {complaint} [city.setting]")


def test_what_a_city_file_says_in_vain_is_told_at_its_line(tmp_path: Path) -> None:
    """Of the shipped city's files, each made wrong in one line."""
    folder = copytree(city().folder, tmp_path / "city")
    wrong = {
        "city.yaml": ("standard_days:", "standard_day:"),
        "points.yaml": ("when: has_partner}", "when: has_nobody}"),
        "years.yaml": ("procedure: gakudo-hoiku, year: 2026", "procedure: event-moshikomi, year: 2026"),
        "identity_papers.yaml": ("procedures: {}", "procedures: {nothing-at-all: number}"),
    }
    for name, (old, new) in wrong.items():
        text = (folder / name).read_text()
        assert old in text, name
        (folder / name).write_text(text.replace(old, new, 1))
    shipped = load_folder(LIBRARY / "procedures", fields=field_types()).values()
    told = {(one.file, one.line) for one in fit_city(load_city(folder), shipped, ON)}
    lines = {
        (str(folder / name), (folder / name).read_text().partition(new.splitlines()[-1].strip())[0].count("\n") + 1)
        for name, (_, new) in wrong.items()
    }
    assert told == lines


def test_what_a_city_sets_for_a_guide_is_fitted_to_the_guide() -> None:
    guides = load_guides(SHIPPED, fields=field_types()).values()

    def complaints(**settings: Any) -> list[str]:
        rows = {name: (DatedSetting(value=value, from_="2024-04-01"),) for name, value in settings.items()}
        there = city().model_copy(update={"settings": {"guide-birth": rows}})
        return [one.text for one in fit_guides(there, guides)]

    assert complaints(medical_days=15) == []
    assert complaints(medical_day=15) == [
        "medical_day is no setting of guide-birth: did you mean medical_days?; take it out or mend its name"
    ]
    assert complaints(medical_days="15日") == ["medical_days of guide-birth is integer, which 15日 is not: mend it"]


def test_a_procedure_of_the_list_of_papers_that_there_is_not_is_told() -> None:
    there = city().model_copy(
        update={"identity": city().identity.model_copy(update={"procedures": {"smal": "number"}})}
    )
    (told,) = [one.text for one in fit_city(there, [read(HERE)], ON) if one.key == "city.identity"]
    assert told.startswith("smal is no procedure: did you mean small?")
