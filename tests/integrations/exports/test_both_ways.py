"""The fast path writes the files of the slow path."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.path.path import walk
from forms.scenarios.sampling import valid_sample
from integrations.exports.layout import FileLayout
from integrations.exports.lines import Lines
from integrations.exports.loading import LAYOUTS, load_layout
from integrations.exports.quick import QuickLines
from integrations.sockets.layout_socket import Bench, Record
from portal.cli.definitions import shipped
from portal.services.cases.keep_answers import left_empty
from portal.services.procedures.answer_tables import answer_table
from tests.examples import examples
from tests.forms.fuzzing import usual
from tests.integrations.exports.sample import BATCH

PROCEDURES = shipped()
# A layout with rows, codes with free text, days, accounts and a report.
NAME, PROCEDURE = "kodomo.jidoteate.nintei", "jido-teate-nintei"
ODD = st.sampled_from(["", "髙", "𠮷", "=1", "a@b", "-1", '"', "\n", "\r", "あ" * 201, "＠家", "\ue000", "1;2"])


@cache
def made(seed: int) -> tuple[Mapping[str, Any], frozenset[str]]:
    known = PROCEDURES[PROCEDURE]
    answers = valid_sample(known, usual(known, seed), seed).answers
    return answers, frozenset(left_empty(walk(known, answers, usual(known, seed)), answers))


@cache
def layout(name: str = NAME) -> FileLayout:
    return load_layout(LAYOUTS / f"{name}.yaml", lambda procedure, _: answer_table(PROCEDURES[procedure]))


def record(seed: int, odd: str, number: int) -> Record:
    answers, left = made(seed)
    texts = [(key, "") for key, value in answers.items() if isinstance(value, str)]
    texts += [(key, part) for key, value in answers.items() if isinstance(value, dict) for part in value]
    key, part = texts[number % len(texts)]
    changed = {**answers[key], part: odd} if part else odd
    head = {
        "receipt_number": f"R8-{seed:06}", "procedure": PROCEDURE, "version": 1, "door": "online", "change": "new",
        "arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC), "state": "examining", "person_name": odd,
    }  # fmt: skip
    return Record(head, {**answers, **({key: changed} if odd else {})}, lambda: left)


def files(way: FileLayout, record: Record) -> object:
    try:
        checked = way.check([record])
    except (
        KeyError,
        AttributeError,
        ValueError,
    ) as error:  # The text is invalid for this type.
        return type(error)
    if checked.held:
        return checked
    with TemporaryDirectory() as folder:
        return checked, [
            (file.name, file.path.read_bytes()) for file in way.write([record], BATCH, Bench(Path(folder)))
        ]


def long_way(way: FileLayout, record: Record) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickLines, "_sound", lambda *_: False)
        patch.setattr(Lines, "left_empty", each_column)
        return files(way, record)


def each_column(lines: Lines, record: Record) -> list[str]:
    columns: dict[str, None] = {}
    for kind in lines._kinds:
        for line in lines._rows(record, kind, {}) if kind.foreach in ("application", "row") else ():
            for name, asked in zip(kind.names, kind.asked, strict=True):
                if asked.of(line, type(line).unanswered, every=True):
                    columns[name] = None
    return list(columns)


@settings(max_examples=examples(20))
@given(seed=st.integers(0, 7), odd=ODD, number=st.integers(0, 200))
def test_the_short_way_gives_the_files_of_the_long_one(seed: int, odd: str, number: int) -> None:
    application = record(seed, odd, number)
    assert files(layout(), application) == long_way(layout(), application)


@pytest.mark.parametrize("name", ["generic.wide", "generic.application", "generic.application.xlsx"])
@settings(max_examples=examples(20))
@given(seed=st.integers(0, 7), odd=ODD | st.sampled_from(["+81", "\x1f", "\x1e", '"']), number=st.integers(0, 200))
def test_so_it_does_where_no_value_differs_from_an_empty_one(name: str, seed: int, odd: str, number: int) -> None:
    application = record(seed, odd, number)
    assert files(layout(name), application) == long_way(layout(name), application)


@given(emptied=st.sets(st.integers(0, 40)), removed=st.sets(st.integers(0, 40)))
def test_so_it_does_for_answers_that_are_empty_missing_or_nothing(emptied: set[int], removed: set[int]) -> None:
    application = record(3, "", 0)
    answers = dict(application.answers)
    for number, (key, value) in enumerate(application.answers.items()):
        if number in emptied:
            answers[key] = type(value)()
        if number in removed:
            answers[key] = None
        if number in emptied & removed:
            del answers[key]
    changed = replace(application, answers=answers, left=lambda: frozenset(application.answers))
    assert files(layout("generic.wide"), changed) == long_way(layout("generic.wide"), changed)


@pytest.mark.parametrize("name", ["generic.wide", "generic.application.xlsx"])
def test_ordinary_rows_of_wide_tables_and_answers_go_the_short_way(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lines, "_pack_long", lambda _self, kind, *_: (kind.where, "long", 1))
        lines = Lines(layout(name)._definition, layout(name)._shape, answer_table(PROCEDURES[PROCEDURE]), "p")
        results = [lines.of_record(record(seed, "", 0), {"city_code": "991015"}, []) for seed in range(8)]
    pieces = [(where, piece) for result in results for where, piece, _ in result or () if where in lines.parts]
    answers = [piece for result in results for where, piece, _ in result or () if where == 1]
    assert name == "generic.wide" or (answers and "long" not in answers)
    assert pieces
    assert sum(piece != "long" for _, piece in pieces) > len(pieces) / 2


def test_ordinary_rows_go_the_short_way() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lines, "_pack", lambda _self, kind, *_: (kind.where, b"long", 1))
        lines = Lines(layout()._definition, layout()._shape, answer_table(PROCEDURES[PROCEDURE]))
        results = [lines.of_record(record(seed, "", 0), {"city_code": "991015"}, []) for seed in range(8)]
    pieces = [piece for result in results for piece in result or ()]
    assert any(place and piece != b"long" for place, piece, _ in pieces)
    # All rows of an application for one file form one piece.
    assert any(count > 1 and isinstance(piece, bytes) and piece.count(b"\r\n") == count for _, piece, count in pieces)
    assert all(len({place for place, *_ in result}) == len(result) for result in results if result)
