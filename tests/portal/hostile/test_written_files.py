"""Hostile definitions, layouts and city files cause complaints and status 1, never a traceback or a hang."""

import os
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from forms.loading.source import MAX_BYTES
from portal.config import TREE
from tests.portal.cli.conftest import Kakanai, kakanai

__all__ = ["kakanai"]

CARD = TREE / "forms" / "procedures" / "kaigo-hihokenshasho-saikofu.yaml"
NUMBER = re.compile(r"(?m)^version: \d+$")
LAYOUTS = TREE / "integrations" / "exports" / "layouts"
CSV, BOOK = "generic.application", "generic.application.xlsx"

Make = Callable[[Path], object]
HOSTILE: dict[str, tuple[Make, str]] = {
    "pipe": (os.mkfifo, "there is no such file"),
    "folder": (Path.mkdir, "there is no such file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "there is no such file"),
    "link to itself": (lambda path: path.symlink_to(path), "there is no such file"),
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0"), "not UTF-8"),
    "NUL": (lambda path: path.write_bytes(b"a: \0"), "unacceptable character"),
    "too long": (lambda path: path.write_text("a: " + "x" * MAX_BYTES), "longer than"),
    "aliases": (lambda path: path.write_text("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n"), "anchors are not allowed"),
    "depth": (lambda path: path.write_text("a: " + "[" * 100_000), "nested deeper"),
    "many unknown keys": (lambda path: path.write_text("".join(f"k{n}: v\n" for n in range(5_000))), "unknown key k9"),
    "an id that is none": (
        lambda path: path.write_text(CARD.read_text().replace("id: filer_kind", "id: {a: b}")),
        "id: write text",
    ),
    "a number without end": (
        lambda path: path.write_text(NUMBER.sub(f"version: {'9' * 9999}", CARD.read_text())),
        "version: write a whole number",
    ),
    "a version that no table holds": (
        lambda path: path.write_text(NUMBER.sub("version: 3000000000", CARD.read_text())),
        "version: write less than",
    ),
    "a period without end": (
        lambda path: path.write_text(CARD.read_text().replace("days: city.standard_days", "days: 99999999")),
        "time.period.days",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_a_hostile_definition_is_complained_about(name: str, kakanai: Kakanai, tmp_path: Path) -> None:
    make, message = HOSTILE[name]
    folder = tmp_path / "procedures"
    folder.mkdir()
    make(folder / CARD.name)
    ran = kakanai("procedures", "check", str(folder))
    assert (ran.status, ran.out) == (1, "")
    assert message in ran.err
    places = [line for line in ran.err.splitlines()[:-1] if not line.startswith(" ")]
    assert all(line.startswith(f"{folder / CARD.name}:") for line in places)


@pytest.mark.parametrize("name", ["pipe", "folder", "device", "link to itself", "picture", "too long"])
def test_a_hostile_file_hides_no_other(name: str, kakanai: Kakanai, tmp_path: Path) -> None:
    """In a folder of layouts, and in place of a city's files."""
    make, message = HOSTILE[name]
    (tmp_path / "b.yaml").write_text("layout: b\n")
    make(tmp_path / "a.yaml")
    ran = kakanai("layouts", "check", str(tmp_path))
    assert ran.status == 1
    assert any(line.startswith(f"a.yaml:1:1: {message}") for line in details(ran.err))
    assert any(line.startswith("b.yaml:1:1: version is missing") for line in details(ran.err))


def details(output: str) -> list[str]:
    """Each place with its English detail, which is in the line below."""
    lines = output.splitlines()
    return [
        f"{first.partition(': ')[0].rpartition('/')[2]}: {second.strip()}"
        for first, second in pairwise(lines)
        if second.startswith(" ")
    ]


@pytest.mark.parametrize("name", ["city.yaml", "people.yaml", "postal.yaml"])
def test_a_city_without_its_files_is_reported(
    name: str, kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_CITY", str(tmp_path / "nowhere"))
    ran = kakanai("procedures", "check")
    assert ran.status == 1
    assert any(line.startswith(f"{name}:1:1: there is no such file") for line in details(ran.err))


@pytest.mark.parametrize(
    ("layout", "old", "new", "message"),
    [
        (CSV, '"{rows}\\n"', '"{rows.__class__}\\n"', "{rows} for the number"),
        (CSV, '"{rows}\\n"', '"{rows:999999999}"', "{rows} for the number"),
        (CSV, '"{rows}\\n"', '"{password}"', "{rows} for the number"),
        (CSV, '"{rows}\\n"', '"おわり"', "write ASCII"),
        (CSV, '"{rows}\\n"', '"{"', "file.done.body"),
        (CSV, '"{city_code}_{batch}_applications.csv"', '".."', "no dot first"),
        (CSV, '"{city_code}_{batch}_applications.csv"', '"x.csv\\n"', "a file name has only ASCII letters"),
        (CSV, '"{city_code}_{batch}_applications.csv"', f'"{"a" * 101}"', "at most 100"),
        (CSV, '"{city_code}_{batch}_applications.csv"', '"{ts:{layout.__class__}}.csv"', "only {ts:…} has a form"),
        (CSV, '"{stem}.end"', '"{stem}.manifest.json"', "needs its own file name"),
        (CSV, '"{stem}.end"', '"{stem}.csv"', "needs its own file name"),
        (BOOK, '"{stem}.end"', '"{stem}.manifest.json"', "needs its own file name"),
        (BOOK, "title: 回答", "title: 申請", "every worksheet needs a title of its own"),
        (CSV, "from: head.receipt_number", 'from: "head.receipt_number\\n"', "write head.<key>"),
    ],
)
def test_a_layout_that_would_break_when_it_writes_is_no_layout(
    layout: str, old: str, new: str, message: str, kakanai: Kakanai, tmp_path: Path
) -> None:
    text = (LAYOUTS / f"{layout}.yaml").read_text()
    assert old in text
    file = tmp_path / f"{layout}.yaml"
    file.write_text(text.replace(old, new, 1))
    ran = kakanai("layouts", "check", str(file))
    assert ran.status == 1
    assert message in ran.err


def test_a_worksheet_has_an_end(kakanai: Kakanai, tmp_path: Path) -> None:
    more = "".join(f"      - {{name: c{number}, value: x}}\n" for number in range(16_400))
    file = tmp_path / f"{BOOK}.yaml"
    file.write_text((LAYOUTS / file.name).read_text().replace("    columns:\n", f"    columns:\n{more}", 1))
    assert "at most 16384 columns" in kakanai("layouts", "check", str(file)).err
