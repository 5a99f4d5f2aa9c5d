"""What is asked now, in words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.clock import TOKYO
from portal.services.asked_item import NO_DAY, Asked
from portal.services.installation import Installation
from portal.web.dates import clock_time
from portal.web.state_words import plain_day
from portal.web.words import words


@dataclass(frozen=True)
class AskedView:
    """`title` of the procedure, `text` what to do, `go` on the button; `receipt_number` "" where it is about none."""

    title: str
    text: str
    go: str
    href: str
    receipt_number: str


def _told(value: str, today: date, language: str) -> str:
    """A day; a minute with its clock time."""
    then = datetime.fromisoformat(value).replace(tzinfo=TOKYO)
    said = plain_day(value[:10], today, language)
    return f"{said}{clock_time(then, language)}" if "T" in value else said


def asked_views(installation: Installation, asked: Iterable[Asked], language: str) -> list[AskedView]:
    sentences, today = words(language), installation.clock.today()
    found = []
    for one in asked:
        days = one.days if one.until == NO_DAY else {"until": one.until, **one.days}
        told = {**one.arguments, **{name: _told(day, today, language) for name, day in days.items()}}
        title = sentences.get(f"asked.{one.reason}.title", "")
        if one.procedure is not None:
            speech = installation.speech(one.procedure, language)
            title = speech.text("title", one.procedure.title)
            told["names"] = "、".join(speech.text(path, said) for path, said in one.names)
        text = sentences[f"asked.{one.reason}"].format(**told)
        found.append(AskedView(title, text, sentences[f"asked.{one.reason}.go"], one.href, one.receipt_number))
    return found
