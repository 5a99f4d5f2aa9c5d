"""Answers of one application: field id → stored value. Three states: not asked, unanswered, answered.

What is absent is unanswered or not asked; which of the two, only the path can say.
"""

import json
from collections.abc import Mapping

from forms.field import Value

Answers = Mapping[str, Value]

TAKEN = (
    "rows-taken"  # beside the answers of a draft: the highest number of a row that was removed, by the key of its list
)


def canonical(answers: Answers) -> bytes:
    """The one form of these answers on every machine: UTF-8 JSON, keys sorted, no spaces. Names byte for byte."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
