"""P3: parsing and checking a post of 60 answers with 20 conditions, against a pydantic model with the same parse
functions and conditions in Python.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model, field_validator, model_validator

from forms.definition.field import Raw
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from forms.numbers.calendar import ClosedDays
from forms.path.binding import bind, by_question
from forms.path.environment import Environment
from tests.bench.ratio import Line, take_turns

NAME = "binding"
TARGET = 0.67  # of the floor's rate: at most 1.5 times its time
TIMES = 200
TODAY = date(2026, 11, 20)
WORLD = Environment(TODAY, ClosedDays())
_KINDS = ("text", "person_name", "date", "phone", "integer", "choice")
_HEAD = """\
format: 1
procedure: sixty
version: 1
kind: request
title: 計測
kana: ケイソク
summary: 60の答えと20の決まり。
duty: sample
law: {text: なし, certainty: assumed}
fee: {text: 無料, certainty: std}
who: {online: [anyone]}
identity: {sign_in: none}
steps:
"""


def sixty() -> Procedure:
    """Ten groups of six questions with two conditions each: visibility of one, validity of another."""
    lines = [_HEAD]
    for group in range(10):
        lines.append(f"  - step: 見出し{group}\n    id: step{group}\n    ask:\n")
        for kind in _KINDS:
            more = {
                "choice": ", options: {yes: はい, no: いいえ}",
                "date": f", must: [{{that: date{group} <= today, say: まだです。}}]",
            }.get(kind, "")
            if kind == "choice":
                more += f", when: integer{group} >= 1"
            lines.append(f"      - {{id: {_id(kind, group)}, type: {kind}, label: 質問{more}}}\n")
    return load_text("".join(lines), "sixty.yaml", fields=field_types())


def _id(kind: str, group: int) -> str:
    return f"{kind}{group}"


def posted() -> Mapping[str, tuple[str, ...]]:
    source = random.Random(60)
    boxes: dict[str, tuple[str, ...]] = {}
    for field in sixty().fields:
        raw: Raw = field.type.good(field.settings, source)
        # All conditions hold, so all sixty are asked.
        raw = {"integer": {"": ("3",)}, "date": {"year": ("1990",), "month": ("4",), "day": ("2",)}}.get(
            field.type.id, raw
        )
        boxes |= {f"{field.id}.{part}" if part else field.id: values for part, values in raw.items()}
    return boxes


def plain_model(procedure: Procedure) -> type[BaseModel]:
    validators: dict[str, Any] = {}
    for field in procedure.fields:

        def parse(cls: type, raw: Raw, field: Any = field) -> object:
            parsed = field.type.parse(raw, field.settings, WORLD)
            if parsed.mistakes:
                raise ValueError(parsed.mistakes[0].key)
            return parsed.value

        validators[f"parse_{field.id}"] = field_validator(field.id, mode="before")(parse)

    def conditions(self: Any) -> Any:
        for group in range(10):
            asked = getattr(self, f"integer{group}") >= 1
            if not asked:
                setattr(self, f"choice{group}", None)
            if not date.fromisoformat(getattr(self, f"date{group}")) <= TODAY:
                raise ValueError("rule")
        return self

    validators["conditions"] = model_validator(mode="after")(conditions)
    attributes: dict[str, Any] = {field.id: (Any, ...) for field in procedure.fields}
    config = ConfigDict(extra="forbid")
    return create_model("Sixty", __config__=config, __validators__=validators, **attributes)


def measure() -> Iterator[Line]:
    procedure, post = sixty(), posted()
    names = frozenset(field.id for field in procedure.fields)
    model = plain_model(procedure)
    path = bind(procedure, names, post, {}, WORLD)
    assert path.complete
    assert len(path.answers) == 60
    assert model.model_validate(by_question(names, post)).model_dump() == path.answers

    def ours() -> None:
        for _ in range(TIMES):
            bind(procedure, names, post, {}, WORLD)

    def floor() -> None:
        for _ in range(TIMES):
            model.model_validate(by_question(names, post))

    yield take_turns(NAME, "pydantic, same parse functions", TIMES, TARGET, floor, ours)
