"""Mismatches of definition and city."""

from datetime import date
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from forms.city.city import City, DatedSetting, load_city
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder, load_text
from forms.loading.guides import SHIPPED, load_guides
from forms.loading.library import SHIPPED as LIBRARY
from portal.config import Settings
from portal.services.procedures.fit_city import fit_city, fit_guides, unknown_guides, unknown_names
from tests.forms.loading.small import SMALL

ON = date(2026, 11, 20)
HERE = SMALL.replace("duty: sample", "duty: care-qualification")
SET = "settings: {price: {type: money, default: 300, certainty: assumed}, way: {type: choice, options: [a, b], default: a, certainty: assumed}}\n"


@cache
def city() -> City:
    return load_city(Settings.model_fields["city"].default)


def read(text: str) -> Procedure:
    return load_text(text, "small.yaml", fields=field_types())


def faults_of(text: str, **settings: Any) -> list[str]:
    rows = {name: (DatedSetting(value=value, from_="2024-04-01"),) for name, value in settings.items()}
    with_settings = city().model_copy(update={"settings": {"small": rows}})
    return [str(fault) for fault in fit_city(with_settings, [read(text)], ON)]


def test_what_the_city_has_is_not_complained_about() -> None:
    more = "      - {id: when, type: slot, label: いつ, resource: lung}\n      - {id: wish, type: facility, kind: nursery, label: どこ}\n"
    assert faults_of(HERE + more + SET, price=350, way="b") == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HERE.replace("care-qualification", "care-qualificaton"),
         "small.yaml:8:1: no office of 見本市 holds the duty care-qualificaton on 2026-11-20: did you mean care-qualification?"),
        (HERE + "      - {id: when, type: slot, label: いつ, resource: lungs}\n",
         "small.yaml:23:43: 見本市 has no resource lungs: did you mean lung?; write it into slots.yaml [city.offer]"),
        (HERE + "      - {id: wish, type: facility, kind: nurserys, label: どこ}\n",
         "small.yaml:23:36: 見本市 has no kind nurserys: did you mean nursery?"),
        (HERE + "      - {id: wish, type: listed, list: school, label: どこ}\n",
         "small.yaml:23:34: 見本市 keeps no list school: did you mean schools?; write it into lists.yaml [city.list]"),
        (HERE + "      - {id: wish, type: listed, list: schools, label: どこ, columns: {place: integer}}\n",
         "small.yaml:23:70: the list schools has no column place: did you mean places?; declare it in lists.yaml [city.list]"),
        (HERE + "      - {id: wish, type: listed, list: schools, label: どこ, columns: {places: money}}\n",
         "small.yaml:23:70: the column places of the list schools is integer: write that here [city.list]"),
    ],
)  # fmt: skip
def test_what_the_city_lacks_is_reported_where_the_definition_names_it(text: str, complaint: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith(complaint)


def test_a_list_is_kept_by_a_duty_of_the_city() -> None:
    lists = city().kept.model_copy(
        update={"lists": tuple(kept.model_copy(update={"duty": "school"}) for kept in city().kept.lists)}
    )
    (fault,) = fit_city(city().model_copy(update={"kept": lists}), [], ON)
    assert fault.key == "city.list"
    assert "has no duty school: did you mean schools?" in fault.text


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ({"prise": 300}, "prise is no setting of small: did you mean price?; remove or rename it"),
        ({"price": "300"}, "price of small must be money, but is 300"),
        ({"price": True}, "price of small must be money, but is True"),
        ({"way": "c"}, "way of small must be one of a, b, but is c"),
        ({"notice": "core_system"}, "notice is no setting of small: write one of price, way; remove or rename it"),
    ],
)
def test_what_the_city_sets_in_vain_is_reported(setting: dict[str, Any], complaint: str) -> None:
    (fault,) = faults_of(HERE + SET, **setting)
    assert fault.endswith(f": {complaint} [city.setting]")


def test_a_city_says_who_writes_the_notices_of_a_procedure_that_has_some() -> None:
    titled = HERE + "staff: {notices: {accepted: 決定通知書}}\n"
    assert faults_of(titled, notice="core_system") == []
    (fault,) = faults_of(titled, notice="core")
    assert fault.endswith(": notice of small must be one of here, core_system, but is core [city.setting]")


def test_what_a_city_file_says_in_vain_is_reported_at_its_line(tmp_path: Path) -> None:
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
    places = {(fault.file, fault.line) for fault in fit_city(load_city(folder), shipped, ON)}
    lines = {
        (str(folder / name), (folder / name).read_text().partition(new.splitlines()[-1].strip())[0].count("\n") + 1)
        for name, (_, new) in wrong.items()
    }
    assert places == lines


def test_settings_of_an_unknown_procedure_are_complained_about_at_their_line(tmp_path: Path) -> None:
    folder, shipped = (
        copytree(city().folder, tmp_path / "city"),
        load_folder(LIBRARY / "procedures", fields=field_types()),
    )
    assert list(unknown_names(city(), shipped.keys())) == []
    text = (folder / "city.yaml").read_text()
    (folder / "city.yaml").write_text(text.replace("  tenshutsu-todoke:", "  tenshutu-todoke:", 1))
    (complaint,) = unknown_names(load_city(folder), shipped.keys())
    line = text.partition("  tenshutsu-todoke:")[0].count("\n") + 1
    assert (complaint.line, complaint.text) == (
        line, "tenshutu-todoke is no procedure: did you mean tenshutsu-todoke?: remove or rename it",
    )  # fmt: skip


def test_what_a_city_sets_for_a_guide_is_fitted_to_the_guide() -> None:
    guides = load_guides(SHIPPED, fields=field_types()).values()

    def complaints(**settings: Any) -> list[str]:
        rows = {name: (DatedSetting(value=value, from_="2024-04-01"),) for name, value in settings.items()}
        with_settings = city().model_copy(update={"settings": {"guide-birth": rows}})
        return [fault.text for fault in fit_guides(with_settings, guides)]

    assert complaints(medical_days=15) == []
    assert complaints(medical_day=15) == [
        "medical_day is no setting of guide-birth: did you mean medical_days?; remove or rename it"
    ]
    assert complaints(medical_days="15日") == ["medical_days of guide-birth must be integer, but is 15日"]


def test_a_procedure_of_the_list_of_papers_that_there_is_not_is_reported() -> None:
    other_city = city().model_copy(
        update={"identity": city().identity.model_copy(update={"procedures": {"smal": "number"}})}
    )
    (message,) = [fault.text for fault in fit_city(other_city, [read(HERE)], ON) if fault.key == "city.identity"]
    assert message.startswith("smal is no procedure: did you mean small?")


def test_a_seal_whose_picture_is_missing_is_reported_at_its_line(tmp_path: Path) -> None:
    folder = copytree(city().folder, tmp_path / "city")
    file = folder / "city.yaml"
    file.write_text(file.read_text().replace("symbol: 見介資,", "symbol: 見介資, seal: seal-2026.png,", 1))
    (complaint,) = fit_city(load_city(folder), [], ON)
    assert (complaint.key, complaint.file) == ("city.seal", str(file))
    (folder / "seal-2026.png").write_bytes(b"")
    assert fit_city(load_city(folder), [], ON) == []


def test_a_picture_of_a_facility_that_is_missing_is_reported_at_its_line(tmp_path: Path) -> None:
    folder = copytree(city().folder, tmp_path / "city")
    (folder / "pictures" / "tennis.svg").unlink()
    (complaint,) = fit_city(load_city(folder), [], ON)
    assert (complaint.key, complaint.file) == ("city.picture", str(folder / "slots.yaml"))
    assert "tennis.svg" in (folder / "slots.yaml").read_text("utf-8").splitlines()[complaint.line - 1]


def test_a_counter_of_an_office_that_the_city_does_not_have_is_reported_at_its_line(tmp_path: Path) -> None:
    folder = copytree(city().folder, tmp_path / "city")
    file = folder / "facilities.yaml"
    file.write_text(file.read_text("utf-8").replace("counter: minato", "counter: minatoo"), "utf-8")
    (complaint,) = fit_city(load_city(folder), [], ON)
    assert (complaint.key, complaint.file) == ("city.offer", str(file))
    assert "minatoo" in file.read_text("utf-8").splitlines()[complaint.line - 1]


def test_what_the_entrance_names_in_vain_is_reported(tmp_path: Path) -> None:
    folder = Path(copytree(city().folder, tmp_path / "city"))
    file = folder / "entrance.yaml"
    text = file.read_text()
    for old, new in (("kodomo-iryohi,", "kodomo-iryo,"), ("[water]", "[watter]"), ("guide: moving", "guide: movin")):
        text = text.replace(old, new, 1)
    file.write_text(text)
    leaflets = folder / "leaflets.yaml"
    leaflets.write_text(leaflets.read_text().replace("[kojin-joho-kaiji]", "[kojin-joho]"))
    shipped = load_folder(LIBRARY / "procedures", fields=field_types())
    name, leaf = unknown_names(load_city(folder), shipped.keys())
    (duty,) = (fault for fault in fit_city(load_city(folder), shipped.values(), ON) if fault.key == "city.entrance")
    (guide,) = unknown_guides(load_city(folder), load_guides(SHIPPED, fields=field_types()))
    assert leaf.text.startswith("kojin-joho is no procedure")
    assert "[kojin-joho]" in leaflets.read_text().splitlines()[leaf.line - 1]
    assert [fault.text for fault in (name, duty, guide)] == [
        "kodomo-iryo is no procedure: did you mean kodomo-iryohi?: remove or rename it",
        "見本市 has no duty watter: did you mean water?: remove or rename it",
        "movin is no guide: did you mean moving?: remove or rename it",
    ]
    assert all(fault.file == str(file) and fault.line > 1 for fault in (name, duty, guide))


FAQ = """title: {ja: この市}
questions:
  - id: a
    question: {ja: 問い}
    answer: [{ja: 答え}]
    procedures: [sodai-gomi, sodai-gomy]
    guides: [movin]
    source: {text: 市の案内, certainty: std}
"""


def test_what_a_question_of_the_city_speaks_of_in_vain_is_reported() -> None:
    asking = load_city(city().folder, {"faq.yaml": FAQ})
    shipped = load_folder(LIBRARY / "procedures", fields=field_types())
    (name,) = fit_city(asking, shipped.values(), ON)
    (guide,) = unknown_guides(asking, load_guides(SHIPPED, fields=field_types()))
    assert [(Path(fault.file).name, fault.line, fault.text) for fault in (name, guide)] == [
        ("faq.yaml", 6, "sodai-gomy is no procedure: did you mean sodai-gomi?: remove or rename it"),
        ("faq.yaml", 7, "movin is no guide: did you mean moving?: remove or rename it"),
    ]


TABLE = "settings: {cap: {type: table, of: money, default: {small: 1, large: 2}, certainty: assumed}}\n"


def test_a_table_of_the_city_has_the_rows_of_the_definition() -> None:
    assert faults_of(HERE + TABLE, cap={"small": 10, "large": 20}) == []
    for value in ({"small": 10}, {"small": 10, "large": 20, "huge": 30}, 10):
        (fault,) = faults_of(HERE + TABLE, cap=value)
        assert "cap of small must be table of small, large, but is" in fault


def test_an_occasion_of_a_preset_that_none_of_its_procedures_offers_is_complained_about(tmp_path: Path) -> None:
    folder = Path(copytree(city().folder, tmp_path / "city"))
    shipped = load_folder(LIBRARY / "procedures", fields=field_types())
    own = (folder / "city.yaml").read_text()
    (folder / "city.yaml").write_text(own.replace("occasion: moved_in", "occasion: movd_in", 1))
    (complaint,) = [fault for fault in fit_city(load_city(folder), shipped.values(), ON) if "preset" in fault.text]
    assert complaint.line == own.partition("occasion: moved_in")[0].count("\n") + 1
    assert complaint.text == (
        "movd_in is no reason that a procedure of this preset offers: did you mean moved_in?: remove or rename it"
    )
