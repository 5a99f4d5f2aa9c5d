"""The state line in words of the reader's language."""

from datetime import date
from typing import Any

from portal.services.state_line import StateLine
from portal.web.near_day import near_day
from portal.web.words import words


def state_words(line: StateLine, language: str, today: date) -> dict[str, Any]:
    """`text`, `tone` and `act` for the template."""
    arguments = dict(line.arguments) | {name: near_day(value, today, language) for name, value in line.days.items()}
    return {"text": words(language)[line.key].format(**arguments), "tone": line.tone, "act": line.act}
