"""Cases of the layouts of the twenty systems, and which of them fills a column: what the kept files hold.

`python -m tests.integrations.exports.kept_cases` chooses them again: the first scenario, then as few scenarios and
made-up people as fill every column.
"""

import csv
import io
import random
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path as File
from tempfile import TemporaryDirectory
from typing import Any

from forms.city.city import load_city
from forms.definition.known import residents
from forms.definition.procedure import Procedure
from forms.numbers.draws import Draws, posted
from forms.path.binding import bind
from forms.path.path import Path
from forms.scenarios.sampling import valid_sample
from forms.scenarios.scenarios import scenario_path
from forms.text.reading import read_sheet
from integrations.city_environment import environment_of
from integrations.exports.definition import LayoutFile, RecordSpec
from integrations.exports.layout import FileLayout
from integrations.exports.loading import LAYOUTS, STANDARD, load_layout
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Record
from portal.cli.definitions import shipped
from portal.services.cases.keep_answers import left_empty
from portal.services.procedures.answer_tables import answer_table
from tests.forms.household import FORMS
from tests.integrations.exports.small import every_file

KEPT = File(__file__).parent / "kept"
CITY = load_city(FORMS / "cities" / "mihon")
PROCEDURES = shipped()
SHEETS = {path: read_sheet(path, LayoutFile) for folder in (LAYOUTS, STANDARD) for path in folder.glob("*.yaml")}
FILES = {path.stem: path for path, sheet in sorted(SHEETS.items()) if sheet.system}
MADE_UP = "作った人"
_TODAY = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
_SEEDS = 200

Column = tuple[str, str]  # of a record, by its id and name


def columns_of(sheet: LayoutFile) -> list[Column]:
    """Without those that are always empty."""
    return [(record.id, column.name) for record in sheet.records for column in record.laid if not column.blank]


def kept(name: str) -> str:
    return (KEPT / f"{name}.txt").read_text(encoding="utf-8")


def case_names(text: str) -> list[str]:
    return re.findall(r"^# (.*)$", text, re.MULTILINE)


def shown(text: str, sheet: LayoutFile) -> dict[Column, int]:
    """The first case, counted from 1, in which a column is not empty."""
    shown_in: dict[Column, int] = {}
    for number, case in enumerate(re.split(r"^# .*\n", text, flags=re.MULTILINE)[1:], 1):
        for part in re.split(r"^== .*\n", case, flags=re.MULTILINE)[1:]:
            head, *lines = csv.reader(io.StringIO(part, newline=""))
            alike = [record for record in sheet.records if [column.name for column in record.laid] == head]
            for line in lines:
                record = next(record for record in alike if _is_line_of(record, line))
                for column, cell in zip(head, line, strict=True):
                    if cell:
                        shown_in.setdefault((record.id, column), number)
    return shown_in


def _is_line_of(record: RecordSpec, line: list[str]) -> bool:
    # Kinds of lines in one file have the same columns, and a constant by which they differ.
    return all(cell == column.value for column, cell in zip(record.laid, line, strict=True) if column.value)


def leaving(path: File, names: list[str]) -> str:
    """Each case, and each file with its heading: lines end with LF."""
    cases = dict(_cases(path, only=set(names)))
    return "".join(_written(path, name, *cases[name]) for name in names)


def chosen(path: File) -> str:
    sheet = SHEETS[path]
    texts: list[str] = []
    missing = set(columns_of(sheet))
    for name, (filled, day, door) in _cases(path):
        try:
            text = _written(path, name, filled, day, door)
        except AdapterError:
            continue  # held: the receiver cannot write a character of it
        new = missing & set(shown(text, sheet))
        if new or not texts:
            texts.append(text)
            missing -= new
        if not missing:
            break
    return "".join(texts)


def _cases(path: File, only: set[str] | None = None) -> Iterator[tuple[str, tuple[Path, datetime, str]]]:
    procedure = PROCEDURES[SHEETS[path].applies_to.procedure]
    for scenario in procedure.scenarios:
        name = str(scenario["name"])
        if scenario["expect"].get("complete") and (only is None or name in only):
            yield name, _scenario(procedure, scenario)
    for seed in range(_SEEDS):
        name = f"{MADE_UP} {seed}"
        if only is None or name in only:
            yield name, (_made_up(procedure, seed), _TODAY, "online")


def _scenario(procedure: Procedure, scenario: Mapping[str, Any]) -> tuple[Path, datetime, str]:
    day = datetime.fromisoformat(f"{scenario['today']}T00:30").replace(tzinfo=UTC)  # the same day in Tokyo
    filled = scenario_path(procedure, scenario, environment_of(procedure, CITY, day.date()), residents(CITY))
    return filled, day, str(scenario.get("door", "online"))


def _made_up(procedure: Procedure, seed: int) -> Path:
    # A sample leaves what is not required mostly empty.
    environment = environment_of(procedure, CITY, _TODAY.date())
    path, draws = valid_sample(procedure, environment, seed), Draws(procedure, environment, random.Random(seed))
    for field in [field for field in path.fields if field.type.asks and field.id not in path.answers]:
        more = bind(procedure, {field.id}, posted(field, draws.boxes(field, path)), path.answers, environment)
        if more.complete:
            path = more
    return path


def _written(path: File, name: str, filled: Path, day: datetime, door: str) -> str:
    sheet, procedure = SHEETS[path], PROCEDURES[SHEETS[path].applies_to.procedure]
    head = {
        "receipt_number": "R8-000001", "procedure": procedure.id, "version": procedure.version, "arrived_at": day,
        "door": door,
    }  # fmt: skip
    record = Record(head, filled.answers, lambda: frozenset(left_empty(filled, filled.answers)))
    with TemporaryDirectory() as folder:
        files = every_file(_layout(path), File(folder), record)
    encoding = "cp932" if sheet.file.encoding.startswith("cp932") else sheet.file.encoding
    texts = [f"# {name}\n"]
    for file, data in files.items():
        if file.endswith(".csv") and not file.endswith("_report.csv"):
            texts.append(f"== {file}\n" + data.decode(encoding).replace("\r\n", "\n"))
    return "".join(texts)


@cache
def _layout(path: File) -> FileLayout:
    procedure = PROCEDURES[SHEETS[path].applies_to.procedure]
    return load_layout(path, lambda *_: answer_table(procedure))


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for name, path in FILES.items():
        (KEPT / f"{name}.txt").write_text(chosen(path), encoding="utf-8")
        print(
            name,
            len(case_names(kept(name))),
            sorted(set(columns_of(SHEETS[path])) - set(shown(kept(name), SHEETS[path]))),
        )
