"""The short way of a line and the long one give the same files, by the layouts that ship and for whatever was made up."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.path import walk
from forms.sampling import valid_sample
from integrations.exports.layout import FileLayout
from integrations.exports.lines import Lines
from integrations.exports.loading import LAYOUTS, load_layout
from integrations.exports.quick import QuickLines
from integrations.layout_socket import Bench, Record
from portal.cli.definitions import shipped
from portal.services.answer_tables import answer_table
from portal.services.keep_answers import left_empty
from tests.forms.fuzzing import usual
from tests.integrations.exports.sample import BATCH

PROCEDURES = shipped()
# Rows, codes with words beside them, days, accounts, a report.
NAME, PROCEDURE = "kodomo.jidoteate.nintei", "jido-teate-nintei"
ODD = st.sampled_from(["", "髙", "𠮷", "=1", "a@b", "-1", '"', "\n", "\r", "あ" * 201, "＠家", "\ue000", "1;2"])


@cache
def made(seed: int) -> tuple[Mapping[str, Any], frozenset[str]]:
    """Answers, and what was left empty."""
    known = PROCEDURES[PROCEDURE]
    answers = valid_sample(known, usual(known, seed), seed).answers
    return answers, frozenset(left_empty(walk(known, answers, usual(known, seed)), answers))


@cache
def layout() -> FileLayout:
    return load_layout(LAYOUTS / f"{NAME}.yaml", lambda procedure, _: answer_table(PROCEDURES[procedure]))


def record(seed: int, odd: str, at: int) -> Record:
    """One of the texts in the answers, or of their parts, is an odd one."""
    answers, left = made(seed)
    texts = [(key, "") for key, value in answers.items() if isinstance(value, str)]
    texts += [(key, part) for key, value in answers.items() if isinstance(value, dict) for part in value]
    key, part = texts[at % len(texts)]
    changed = {**answers[key], part: odd} if part else odd
    head = {
        "receipt_number": f"R8-{seed:06}", "procedure": PROCEDURE, "version": 1, "door": "online", "change": "new",
        "arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC), "state": "examining", "person_name": odd,
    }  # fmt: skip
    return Record(head, {**answers, **({key: changed} if odd else {})}, lambda: left)


def files(way: FileLayout, one: Record) -> object:
    """What is held and why, or every file."""
    try:
        checked = way.check([one])
    except (
        KeyError,
        AttributeError,
        ValueError,
    ) as error:  # no answer of this type: what a type makes of it is the same
        return type(error)
    if checked.held:
        return checked
    with TemporaryDirectory() as folder:
        return checked, [(file.name, file.path.read_bytes()) for file in way.write([one], BATCH, Bench(Path(folder)))]


def long_way(way: FileLayout, one: Record) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickLines, "_sound", lambda *_: False)
        patch.setattr(Lines, "left_empty", each_column)
        return files(way, one)


def each_column(lines: Lines, one: Record) -> list[str]:
    """Column by column of every line, whatever was left empty."""
    found: dict[str, None] = {}
    for kind in lines._kinds:
        for line in lines._rows(one, kind, {}) if kind.foreach in ("application", "row") else ():
            for name, asked in zip(kind.names, kind.asked, strict=True):
                if asked.of(line, type(line).unanswered, every=True):
                    found[name] = None
    return list(found)


@settings(max_examples=60)
@given(seed=st.integers(0, 7), odd=ODD, at=st.integers(0, 200))
def test_the_short_way_gives_the_files_of_the_long_one(seed: int, odd: str, at: int) -> None:
    one = record(seed, odd, at)
    assert files(layout(), one) == long_way(layout(), one)


def test_ordinary_rows_go_the_short_way() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lines, "_pack", lambda _self, kind, *_: (kind.where, b"long", 1))
        lines = Lines(layout()._definition, layout()._shape, answer_table(PROCEDURES[PROCEDURE]))
        found = [lines.of_record(record(seed, "", 0), {"city_code": "991015"}, []) for seed in range(8)]
    pieces = [piece for one in found for piece in one or ()]
    assert any(where and piece != b"long" for where, piece, _ in pieces)
    # All rows of an application that stand in one file go there in one piece.
    assert any(count > 1 and isinstance(piece, bytes) and piece.count(b"\r\n") == count for _, piece, count in pieces)
    assert all(len({where for where, *_ in one}) == len(one) for one in found if one)
