from datetime import date
from typing import Any

from forms.text.foreign_day import is_foreign
from forms.text.translations import with_original
from portal.services.my_cases.state_line import StateLine
from portal.web.my_cases.near_day import near_day
from portal.web.shared.words import words

_UNSPACED = ("ja", "easy", "zh-Hans", "zh-Hant")


def state_words(line: StateLine, language: str, today: date, *, asked: bool = False) -> dict[str, Any]:
    """`asked`: beside it a request says what is to be done, such as a paper to hand in."""
    days = {name: plain_day(value, today, language) for name, value in line.days.items()}
    office = with_original(language, line.arguments["office"])
    arguments = {**line.arguments, "office": office, **days}
    sentences = words(language)
    between = "" if language in _UNSPACED else " "
    text = between.join(sentences[key].format(**arguments) for key in (line.key, *line.then))
    if asked:
        text = text.removesuffix(sentences["state.nothing"]).rstrip()
    elif line.owes:
        until = plain_day(line.owes, today, language)
        owed = sentences["state.owes_late" if line.owes < today.isoformat() else "state.owes"].format(until=until)
        text = text.removesuffix(sentences["state.nothing"]) + owed
    return {
        "text": text,
        "tone": line.tone,
        "act": line.act,
        "drawn": bool(line.then),
    }


def plain_day(value: str, today: date, language: str) -> str:
    near = near_day(value, today, language)
    return near if is_foreign(language) else near.rpartition("（")[0]
