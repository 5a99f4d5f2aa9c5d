"""What a layout may name: of an application, of the batch, of the line. Knows names; no column and no record."""

import re
from typing import Annotated

from pydantic import AfterValidator

from forms.rules.faults import did_you_mean

# What each kind of line can name, beside constants. `answers` are the cells of a question, `row` where a row stands,
# `answer` one line of the tall answer file, `code` one of the code table, `item` one of the table of questions, `file` one that
# was handed in; `numbers` the 個人番号 of a person; `count`, `sum`, `min` and `max` what a line about the whole batch says of its other
# lines.
ROOTS = {
    "application": ("head", "batch", "answers", "numbers"),
    "row": ("head", "batch", "answers", "numbers", "row"),
    "table": ("head", "batch", "row"),
    "answer": ("head", "batch", "answer"),
    "attachment": ("head", "batch", "file"),
    "part": ("head", "batch", "answers", "part"),
    "code": ("batch", "code"),
    "item": ("batch", "item"),
    "batch": ("batch", "count", "sum", "min", "max"),
}
FIGURES = ("count", "sum", "min", "max")
# Of these roots every name is known beforehand: a slip would otherwise be an empty column that nobody notices. What the portal puts
# into a head, and into the facts of a batch, is held against them by tests.
ITEMS = {
    "head": (
        "receipt_number", "procedure", "procedure_title", "version", "door", "arrived_at", "state", "state_title", "change", "duty",
        "office", "person_name", "protected",
    ),
    "batch": ("number", "seq", "part", "made_at", "city_code", "care_insurer"),
    "row": ("place", "outer", "number", "unanswered"),
    "answer": ("item", "heading", "row", "code", "value", "other", "place", "state"),
    "code": ("procedure", "version", "item", "code", "label"),
    "item": ("procedure", "version", "item", "heading", "repeat"),
    "part": ("number", "value"),
    "file": ("question", "number", "entry", "media", "bytes", "sha256"),
}  # fmt: skip
# The number of a file is known when its lines stand in it.
OF_BATCH_LINES = "batch.part"
_SOURCE = re.compile(
    r"(head|batch|row|answer|code|item|file|part)\.[a-z0-9_]+|(answers|numbers)(\.[a-z0-9_]+)+|count\.[a-z0-9.-]+|(sum|min|max)\..+"
)


def _source(value: str) -> str:
    if not _SOURCE.fullmatch(value):
        raise ValueError(
            "write head.<key>, batch.<fact>, answers.<field>[.<part>], numbers.<person>, an item of row, answer, code, item, file, part, "
            "count.<record>, or sum, min, max.<record>.<column>"
        )
    root, name = value.split(".", 1)
    known = ITEMS.get(root)
    if known and name not in known:
        raise ValueError(f"there is no {value}{did_you_mean(name, known) or ': write one of ' + ', '.join(known)}")
    return value


Source = Annotated[str, AfterValidator(_source)]
