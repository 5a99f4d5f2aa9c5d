"""Names of a layout's sources."""

import re
from typing import Annotated

from pydantic import AfterValidator

from forms.rules.faults import did_you_mean

# Roots by kind of line. `answers`: cells of a question; `row`: position of a row; `answer`: a line of the tall answer
# file; `code`, `item`: of the code and question tables; `file`: a submitted file; `numbers`: a person's 個人番号; `count`,
# `sum`, `min`, `max`: figures of batch lines.
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
# Roots with fixed names: a typing error would leave an empty column unnoticed. Tests compare them with the portal's
# heads and facts.
ITEMS = {
    "head": (
        "receipt_number", "receiving_office", "receiving_office_name", "earlier_receipt_number", "procedure", "procedure_title", "version", "door", "arrived_at", "state", "state_title", "change", "duty",
        "office", "person_name", "addressee_number", "protected",
    ),
    "batch": ("number", "seq", "part", "made_at", "city_code", "care_insurer"),
    "row": ("place", "outer", "number", "unanswered"),
    "answer": ("item", "heading", "row", "code", "value", "other", "place", "state"),
    "code": ("procedure", "version", "item", "code", "label"),
    "item": ("procedure", "version", "item", "heading", "repeat"),
    "part": ("number", "value"),
    "file": ("question", "number", "entry", "media", "bytes", "sha256"),
}  # fmt: skip
# The part's number is known only once its lines are written.
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
    names = ITEMS.get(root)
    if names and name not in names:
        raise ValueError(f"there is no {value}{did_you_mean(name, names) or ': write one of ' + ', '.join(names)}")
    return value


Source = Annotated[str, AfterValidator(_source)]
