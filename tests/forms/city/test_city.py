"""The city file."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from forms.city.city import Baseline, City, DatedSetting, OpenFigures, PaperByTwo, load_city
from forms.city.times import SlotsFile
from forms.complaints import Refused
from forms.numbers.calendar import attains
from forms.text.reading import read_again
from tests.forms.loading.small import small

FOLDER = Path(__file__).parents[3] / "forms" / "cities" / "mihon"
MIHON = load_city(FOLDER)


def spoil(tmp_path: Path, name: str, old: str, new: str) -> list[str]:
    """Complaints, without the folder, after `old` is replaced by `new` in one file."""
    folder = copytree(FOLDER, tmp_path / "city")
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_city(folder)
    return [str(complaint).removeprefix(f"{folder}/") for complaint in refused.value.complaints]


def test_the_city_says_who_it_is() -> None:
    assert (MIHON.prefecture, MIHON.name, MIHON.code, MIHON.care_insurer) == ("見本県", "見本市", "991015", "991018")
    assert MIHON.languages[:3] == ("ja", "easy", "en")
    assert MIHON.counters[0].id == "care"


def test_a_duty_is_held_by_the_section_of_that_day() -> None:
    assert MIHON.office("care-qualification", date(2026, 11, 20)).office == "福祉部 介護保険課 資格保険料係"
    assert MIHON.office("care-assessment", date(2026, 3, 31)).office == "福祉部 高齢福祉課 認定係"
    assert MIHON.office("care-assessment", date(2026, 4, 1)).office == "福祉部 介護保険課 認定係"


@pytest.mark.parametrize(("duty", "on"), [("fishing", date(2026, 4, 1)), ("care-qualification", date(2024, 3, 31))])
def test_a_duty_that_nobody_holds_is_a_key_error(duty: str, on: date) -> None:
    with pytest.raises(KeyError):
        MIHON.office(duty, on)


def test_an_office_is_named_in_the_readers_language_beside_the_japanese_on_its_door() -> None:
    office = MIHON.office("care-qualification", date(2026, 11, 20))
    english = office.in_("en")
    assert english.office == "Long-term Care Insurance, eligibility and premiums (福祉部 介護保険課 資格保険料係)"
    assert (english.place, english.telephone) == ("City Hall, floor 1, counter 3", "000-000-0120")
    assert office.in_("ja") is office
    assert office.in_("easy") == office
    unknown = office.model_copy(update={"office": "見本課"})
    assert unknown.in_("en").office == "見本課"


def test_an_office_with_an_address_may_get_news() -> None:
    text = (FOLDER / "city.yaml").read_text("utf-8")
    row = "from: 2024-04-01}"
    city = load_city(FOLDER, {"city.yaml": text.replace(row, f"mail: a@mihon.example, news: arrival, {row}", 1)})
    offices = [known.office("care-qualification", date(2026, 11, 20)) for known in (MIHON, city)]
    assert [(office.news, office.mail) for office in offices] == [("", ""), ("arrival", "a@mihon.example")]


def test_a_setting_is_the_one_of_that_day() -> None:
    procedure = "kaigo-hihokenshasho-saikofu"
    assert MIHON.setting(procedure, "standard_days", date(2027, 3, 31)) == 7
    assert MIHON.setting(procedure, "standard_days", date(2027, 4, 1)) == 5
    assert MIHON.settings_of(procedure, date(2026, 11, 20)) == {"signature": "none", "standard_days": 7}
    assert MIHON.setting(procedure, "standard_days", date(2020, 1, 1)) is None
    assert MIHON.setting("unknown", "standard_days", date(2026, 11, 20)) is None


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 11, 20), False),
        (date(2026, 11, 21), True),  # a Saturday
        (date(2026, 11, 23), True),  # 勤労感謝の日
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2027, 2, 15), True),  # the city's own
    ],
)
def test_the_calendar_has_the_citys_own_closed_days(day: date, closed: bool) -> None:
    assert MIHON.calendar.closed(day) is closed


def test_towns_are_those_of_the_postal_file() -> None:
    assert [town.town for town in MIHON.towns if town.postal == "0000005"] == ["見本新田", "河原新田"]
    assert {person.address.postal for person in MIHON.people} <= {town.postal for town in MIHON.towns}


def test_names_are_kept_code_point_by_code_point() -> None:
    names = {person.id: person.full_name for person in MIHON.people}
    assert names["takamihon-taro"] == "\u9ad9見本\u3000太郎"
    assert names["sakimi-aoi"] == "\ufa11見\u3000葵"
    assert names["yoshino-katsuko"] == "\U00020bb7野\u3000葛\U000e0100子"
    assert names["mihon-silva-ana"] == "MIHON SILVA ANA"
    assert {person.id: person.full_kana for person in MIHON.people}["reiji-ichiro"] == "レイジ\u3000イチロウ"


def age(birth: date, on: date) -> int:
    years = on.year - birth.year + 1
    while attains(birth, years) > on:
        years -= 1
    return years


def test_people_are_as_written_on_the_day_of_the_file() -> None:
    assert MIHON.people_on(date(2026, 11, 20)) == MIHON.people


@given(st.integers(min_value=1990, max_value=2200))
def test_on_that_day_of_any_year_everybody_has_the_same_age(year: int) -> None:
    moved = MIHON.people_on(date(year, 11, 20))
    assert [age(person.birth, date(year, 11, 20)) for person in moved] == [
        age(person.birth, date(2026, 11, 20)) for person in MIHON.people
    ]


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 1, 1)))
def test_on_no_day_is_anybody_unborn_or_a_year_off(today: date) -> None:
    for before, now in zip(MIHON.people, MIHON.people_on(today), strict=True):
        assert now.birth <= today
        assert 0 <= age(now.birth, today) - age(before.birth, date(2026, 11, 20)) <= 1


def test_somebody_born_on_29_february_keeps_the_age(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    path = folder / "people.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("1949-04-03", "1948-02-29"), encoding="utf-8")
    city = load_city(folder)
    assert [city.people_on(date(year, 11, 20))[0].birth for year in (2026, 2027, 2030)] == [
        date(1948, 2, 29),
        date(1949, 3, 1),
        date(1952, 2, 29),
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("city.yaml", "name: 見本市", "nam: 見本市", "city.yaml:5:1: unknown key nam: did you mean name?"),
        ("city.yaml", "name: 見本市", "nam: 見本市", "city.yaml:2:1: name is missing: is nam meant to be it?"),
        ("city.yaml", '"991015"', "991015", 'city.yaml:2:7: code: write text ("991015" in quotes)'),
        ("city.yaml", '"#0b5563"', '"teal"', "city.yaml:7:17: colours.main"),
        ("city.yaml", "[ja, easy", "[ja, xx", "city.yaml:8:17: languages.1"),
        ("city.yaml", "from: 2024-04-01", "from: 20240401", "city.yaml:16:115: duties.care-qualification.0.from"),
        (
            "city.yaml",
            "to: 2026-03-31",
            "to: 2026-04-01",
            "city.yaml:18:5: duties.care-assessment: two rows",
        ),
        ("city.yaml", "to: 2026-03-31", "to: 2023-03-31", "before it begins on 2024-04-01"),
        (
            "city.yaml",
            "value: 7",
            "value: [7]",
            "city.yaml:{line}:17: settings.kaigo-hihokenshasho-saikofu.standard_days.0.value",
        ),
        (
            "city.yaml",
            "from: 2024-04-01",
            "news: morning, from: 2024-04-01",
            "news are sent by mail: write the mail address",
        ),
        ("city.yaml", "id: general", "id: care", "the id care is used twice"),
        ("city.yaml", "code:", "name: 見本市\ncode:", "city.yaml:6:1: name occurs here twice"),
        ("city.yaml", "colours: {", "colours: {{", "[yaml.syntax]"),
        ("city.yaml", "2027-02-15", "2027-02-31", "city.yaml:{line}:11: closed.0.day: write the day as 2026-11-20"),
        ("people.yaml", "id: takamihon-umeko", "id: takamihon-taro", "the id takamihon-taro is used twice"),
        ("people.yaml", "sex: male", "sex: 男", "people.yaml:11:10: people.0.sex"),
        ("postal.yaml", '"0000001"', "0000001", "postal.yaml:3:14: the number would lose its leading 0"),
        ("postal.yaml", "towns:", "# towns:", "postal.yaml:3:3: a definition is a mapping"),
    ],
)
def test_a_fault_is_refused_with_its_place(tmp_path: Path, name: str, old: str, new: str, expected: str) -> None:
    before, _, _ = (FOLDER / name).read_text(encoding="utf-8").partition(old)
    complaints = spoil(tmp_path, name, old, new)
    assert any(expected.replace("{line}", str(before.count("\n") + 1)) in complaint for complaint in complaints), (
        complaints
    )


def test_a_value_of_several_types_is_complained_about_once(tmp_path: Path) -> None:
    assert len(spoil(tmp_path, "city.yaml", "value: 7", "value: [7]")) == 1


def test_the_faults_of_all_three_files_are_reported_at_once(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    for name in ("city.yaml", "people.yaml", "postal.yaml"):
        (folder / name).write_text("unknown: 1\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_city(folder)
    assert {Path(complaint.file).name for complaint in refused.value.complaints} == {
        "city.yaml",
        "people.yaml",
        "postal.yaml",
    }


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    (folder / "postal.yaml").write_bytes("towns: 見本".encode("cp932"))
    with pytest.raises(Refused, match="not UTF-8"):
        load_city(folder)


def test_a_paper_form_is_keyed_by_two_or_twice_on_the_days_that_the_city_names() -> None:
    rows = [
        PaperByTwo.model_validate({"procedure": "p", "from": "2026-04-01"}),
        PaperByTwo.model_validate({"procedure": "q", "blind": True, "from": "2026-12-01"}),
    ]
    city = MIHON.model_copy(update={"paper_by_two": tuple(rows)})
    checks = [
        (city.by_two(procedure, day), city.keyed_blind(procedure, day))
        for procedure in ("p", "q")
        for day in (date(2026, 11, 20), date(2026, 12, 1))
    ]
    assert checks == [(True, False), (True, False), (False, False), (True, True)]


def test_figures_are_open_from_a_day_under_a_licence_with_an_address() -> None:
    opened = MIHON.open_figures
    assert opened is not None
    assert opened.licence.startswith("https://creativecommons.org/")
    assert MIHON.baseline is None
    with pytest.raises(ValidationError, match="licence"):
        OpenFigures.model_validate({"from": "2026-04-01", "licence": "CC BY", "licence_name": "CC BY 4.0"})
    with pytest.raises(ValidationError, match="before"):
        Baseline.model_validate({"from": "2026-04-01", "to": "2026-03-31"})
    assert Baseline.model_validate({"from": "2026-04-01", "to": "2026-09-30"}).to == date(2026, 9, 30)


def test_a_code_of_another_check_digit_is_a_slip_and_that_of_no_city_yet_is_none(tmp_path: Path) -> None:
    (complaint,) = spoil(tmp_path, "city.yaml", 'code: "991015"', 'code: "991017"')
    assert complaint.endswith("its last digit is not the check digit of the others [value.digit]")
    assert load_city(FOLDER.parent / "blank").code == "000000"


def test_two_rows_of_one_day_are_named_as_such(tmp_path: Path) -> None:
    row = '{name: 見本市国民健康保険, number: "991018", from: 2024-04-01}'
    (complaint,) = spoil(tmp_path, "city.yaml", f"- {row}", f"- {row}\n    - {row.replace('2024', '2025')}")
    assert "two rows are valid on 2025-04-01" in complaint
    assert complaint.endswith("[value.overlap]")


def test_who_insures_is_stated_for_the_days_and_its_number_has_its_check_digit(tmp_path: Path) -> None:
    insurer = MIHON.insurer("late_elderly", date(2026, 11, 20))
    assert insurer is not None
    assert (insurer.name, insurer.number) == ("見本県後期高齢者医療広域連合", "39991013")
    assert MIHON.insurer("national", date(2024, 3, 31)) is None
    (complaint,) = spoil(tmp_path, "city.yaml", 'number: "991018"', 'number: "991019"')
    assert "its last digit is not the check digit of the others" in complaint


def test_who_writes_a_notice_is_as_the_outcome_says_then_the_city_on_that_day_then_the_definition() -> None:
    row = DatedSetting.model_validate({"value": "core_system", "from": "2027-04-01"})
    city = MIHON.model_copy(update={"settings": {"small": {"notice": (row,)}}})
    more = "outcomes: {accepted: {label: 決まった, notice: 決定通知書}, declined: {label: 断る, notice: お断り, written_by: here}, waiting: {label: 待つ}}\n"

    def by_core(city: City, more: str, on: date = date(2027, 4, 1)) -> list[bool]:
        procedure = small(more)
        return [city.core_writes(procedure, outcome, on) for outcome in procedure.outcomes.values()]

    assert by_core(MIHON, more) == [False, False, False]
    assert by_core(MIHON, f"notice: core_system\n{more}") == [True, False, False]
    assert by_core(city, more) == [True, False, False]
    assert by_core(city, more, date(2027, 3, 31)) == [False, False, False]
    back = city.model_copy(update={"settings": {"small": {"notice": (row.model_copy(update={"value": "here"}),)}}})
    assert by_core(back, f"notice: core_system\n{more}") == [False, False, False]


def test_a_file_that_is_read_again_counts_as_it_is_now_unless_a_text_is_in_its_place(tmp_path: Path) -> None:
    city = MIHON.model_copy(update={"folder": tmp_path})
    assert read_again(city.folder / "slots.yaml", city.laid, SlotsFile) == SlotsFile()
    (tmp_path / "slots.yaml").write_text("hold_minutes: [", encoding="utf-8")
    with pytest.raises(Refused):
        read_again(city.folder / "slots.yaml", city.laid, SlotsFile)
    laid = city.model_copy(update={"laid": {"slots.yaml": "resources: []\n"}})
    assert read_again(laid.folder / "slots.yaml", laid.laid, SlotsFile) is read_again(
        laid.folder / "slots.yaml", laid.laid, SlotsFile
    )
