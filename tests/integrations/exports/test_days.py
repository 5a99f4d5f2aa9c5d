"""Days in files."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers.calendar import ERAS
from integrations.exports.days import ERA_IDS, Unclear, day_writer, known_of
from portal.services.handover.words import EVENTS
from tests.integrations.exports.sample import record
from tests.integrations.exports.small import content_of, layout, main_record

CODES = {era.id: str(number) for number, era in enumerate(reversed(ERAS), 1)}
OF_CODE = {code: next(era for era in ERAS if era.id == name) for name, code in CODES.items()}


@pytest.mark.parametrize(
    ("day", "form", "written"),
    [
        ("1949-04-03", "%E%e%m%d", "3240403"),
        ("2019-05-01", "%E%e%m%d", "5010501"),
        ("2019-04-30", "%E%e%m%d", "4310430"),
        ("1912-07-30", "%E%e", "201"),
        ("1926-12-25", "%E%e", "301"),
        ("1873-01-01", "%E%e", "106"),
        ("2026-11-20", "%Y年%m月", "2026年11月"),
        ("2026-11-20", "%m%d", "1120"),
    ],
)
def test_a_day_is_written_by_era_and_by_year(day: str, form: str, written: str) -> None:
    assert day_writer(form, CODES, "hold")(day) == written


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)))
def test_a_day_by_era_can_be_read_back(day: date) -> None:
    text = day_writer("%E%e%m%d", CODES, "hold")(day)
    year = int(text[1:3]) + OF_CODE[text[0]].before_first_year
    assert date(year, int(text[3:5]), int(text[5:7])) == day


@pytest.mark.parametrize(
    ("day", "unknown", "written"),
    [("1949-04", "zeros", "19490400"), ("1949", "nines", "19499999"), ("1949", "spaces", "1949    ")],
)
def test_what_is_not_known_is_filled_as_the_layout_says(day: str, unknown: str, written: str) -> None:
    assert day_writer("%Y%m%d", {}, unknown)(day) == written


@pytest.mark.parametrize(
    ("day", "form", "event"),
    [("1949-04", "%Y%m%d", "unknown_day"), ("1989", "%E%e", "unknown_era"), ("1989-01", "%E%e%m", "unknown_era")],
)
def test_what_cannot_be_known_is_not_made_up(day: str, form: str, event: str) -> None:
    with pytest.raises(Unclear) as unclear:
        day_writer(form, CODES, "hold")(day)
    assert unclear.value.event == event


def test_an_era_without_a_code_is_not_left_out() -> None:
    with pytest.raises(Unclear, match="unknown_era"):
        day_writer("%E%e", {"showa": "3"}, "hold")("2019-05-01")
    assert day_writer("%Y-%m", {}, "hold")("1989-01") == "1989-01"


@pytest.mark.parametrize(("day", "known"), [("1949", "year"), ("1949-04", "month"), ("1949-04-03", "day")])
def test_how_much_is_known_has_a_code_of_its_own(tmp_path: Path, day: str, known: str) -> None:
    columns = """\
      - {name: 日, type: D, fmt: "%Y%m%d", unknown: zeros, from: answers.birth}
      - {name: 不詳, type: U, map: known, from: answers.birth}
"""
    maps = "maps:\n  known: {day: d, month: m, year: y}\n"
    for quoting in ("all, no_value: quoted", "minimal"):  # fast path, then slow path
        file_layout = layout(tmp_path, f"kind: csv, header: none, quoting: {quoting}", main_record(columns) + maps)
        line = (
            content_of(file_layout, tmp_path / "out", record(answers={"birth": day})).decode().strip().replace('"', "")
        )
        assert line == f"{day.replace('-', ''):0<8},{known[0]}"
    assert known_of(day) == known


def test_eras_are_written_the_same_the_short_way(tmp_path: Path) -> None:
    columns = '      - {name: 日, type: D, fmt: "%E%e%m%d", eras: eras, from: answers.birth}\n'
    maps = f"maps:\n  eras: {{{', '.join(f'{era}: {code!r}' for era, code in CODES.items())}}}\n"
    lines = {
        content_of(
            layout(tmp_path, f"kind: csv, header: none, quoting: {quoting}", main_record(columns) + maps),
            tmp_path / "out",
        )
        for quoting in ("all, no_value: quoted", "all")
    }
    assert lines == {b'"3240403"\r\n'}
    assert set(CODES) == set(ERA_IDS)


def test_the_report_has_words_for_every_event() -> None:
    folder = Path(__file__).parents[3] / "integrations" / "exports"
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    events = set(re.findall(r'Note\([^()]*?, "([a-z_]+)"[,)]', text)) | set(re.findall(r'Unclear\("([a-z_]+)"', text))
    assert len(events) >= 9
    assert events <= set(EVENTS)
