"""個人番号 in layouts."""

from dataclasses import replace
from pathlib import Path

import pytest

from forms.complaints import Refused
from integrations.exports.layout import FileLayout
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AnswerTable, Column, Record
from tests.integrations.exports.sample import record
from tests.integrations.exports.small import every_file
from tests.portal.numbers import number, number_layout

TABLE = AnswerTable(
    (
        Column("claimant.number", "", "個人番号"),
        Column("members", "", "家族"),
        Column("members.name", "", "家族の氏名", "members"),
    ),
    {},
    lambda _field, value: {"": str(value)},
    frozenset({"claimant.number"}),
    people=frozenset({"claimant", "members"}),
    repeats={"members": "家族"},
)
SIDE = '      - {name: "家族{n}", type: N, len: 12, each: members, most: 2, from: numbers.members}\n'


def layout(folder: Path, changed: str = "", to: str = "") -> FileLayout:
    return number_layout(folder, lambda _procedure, _version: TABLE, changed, to)


def family() -> Record:
    answers = {"claimant.number": number(9), "members": ["1", "3"], "members.1.name": "一郎"}
    numbers = {"claimant": number(1), "members.1": number(2), "members.3": number(3)}
    return replace(record(answers=answers), numbers=lambda: numbers)


def test_a_column_carries_the_number_of_the_person_it_names_and_of_its_row(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, "  - id: member\n", f"{SIDE}  - id: member\n")
    files = {name: data.decode() for name, data in every_file(file_layout, tmp_path / "out", family()).items()}
    main, member = (files[f"{name}_20261120-001.csv"] for name in ("main", "member"))
    assert main.splitlines()[1] == f'"R8-000001","{number(1)}","{number(2)}","{number(3)}"'
    assert [line.split(",")[1] for line in member.splitlines()[1:]] == [f'"{number(2)}"', f'"{number(3)}"']


def test_a_column_of_answers_has_no_number_in_such_a_layout_either(tmp_path: Path) -> None:
    answered = "      - {name: 答, from: answers.claimant.number}\n  - id: member\n"
    file_layout = layout(tmp_path, "  - id: member\n", answered)
    assert number(9).encode() not in b"".join(every_file(file_layout, tmp_path / "out", family()).values())


@pytest.mark.parametrize(
    ("changed", "to", "expected"),
    [
        ("purpose: number-use", "purpose: core-system", "only a layout with purpose: number-use carries"),
        ("type: N, len: 12, from: numbers.claimant", "from: numbers.claimant", "written unchanged"),
        ("from: numbers.claimant", 'as: digits, from: numbers.claimant', "written unchanged"),
        ("from: numbers.claimant", 'default: "0", from: numbers.claimant', "written unchanged"),
        ("foreach: row\n    of: members", "foreach: attachment", "knows only head, batch, file"),
    ],
)  # fmt: skip
def test_a_number_is_in_no_other_column(tmp_path: Path, changed: str, to: str, expected: str) -> None:
    with pytest.raises(Refused, match=expected):
        layout(tmp_path, changed, to)


def test_a_layout_of_this_purpose_says_whose_number_it_carries(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no column carries a number"):
        layout(tmp_path, "from: numbers.", "from: answers.")


@pytest.mark.parametrize("person", ["partner", "members"])
def test_a_person_whose_number_a_line_cannot_know_is_refused(tmp_path: Path, person: str) -> None:
    file_layout = layout(tmp_path, "numbers.claimant", f"numbers.{person}")
    with pytest.raises(AdapterError, match=f"has no numbers.{person}"):
        file_layout.check([family()])
