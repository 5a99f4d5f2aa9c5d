"""Answers of one application: field id → stored value."""

# Only the path distinguishes unanswered from not asked.

import json
from collections.abc import Mapping

from forms.definition.field import Value

Answers = Mapping[str, Value]

TAKEN = "rows-taken"  # in drafts: the highest number of a removed row, by the key of its repeat


def canonical(answers: Answers) -> bytes:
    """UTF-8 JSON: sorted keys, no spaces, no escapes."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
