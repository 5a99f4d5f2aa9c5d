from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.clock import TOKYO, Clock
from portal.services.my_cases.request_item import NO_DAY, Asked
from portal.services.shared.catalogue import speech_of
from portal.services.shared.sessions import Seat
from portal.web.my_cases.state_words import plain_day
from portal.web.shared.dates import clock_time
from portal.web.shared.words import words

_END = "。"  # of a sentence of Japanese; in languages without it all is the lead


@dataclass(frozen=True)
class AskedView:
    """`receipt_number` "": about no application."""

    title: str
    lead: str  # what to do and by when
    go: str
    href: str
    receipt_number: str
    may_not: str = ""  # in place of the button: who can
    rest: str = ""  # that the day of arrival stays
    won: bool = False  # a time in a drawing

    @property
    def text(self) -> str:
        return self.lead + self.rest


def _parts(message: str) -> tuple[str, str]:
    # How many sentences say what to do differs: only the last one, of the day of arrival, is none of them.
    before, end, last = message.removesuffix(_END).rpartition(_END)
    lead = before + end if "{arrived}" in last and before else message
    return lead, message.removeprefix(lead)


def _day_text(value: str, today: date, language: str) -> str:
    moment = datetime.fromisoformat(value).replace(tzinfo=TOKYO)
    written = plain_day(value[:10], today, language)
    return f"{written}{clock_time(moment, language)}" if "T" in value else written


def asked_views(clock: Clock, asked: Iterable[Asked], language: str, seat: Seat | None = None) -> list[AskedView]:
    sentences, today = words(language), clock.today()
    views = []
    for item in asked:
        days = item.days if item.until == NO_DAY else {"until": item.until, **item.days}
        arguments = {**item.arguments, **{name: _day_text(day, today, language) for name, day in days.items()}}
        title = sentences.get(f"asked.{item.reason}.title", "")
        if item.procedure is not None:
            speech = speech_of(item.procedure, language)
            title = speech.text("title", item.procedure.title)
            arguments["names"] = speech.joined(speech.text(path, name) for path, name in item.names)
        lead, rest = (part.format(**arguments) for part in _parts(sentences[f"asked.{item.reason}"]))
        go = sentences[f"asked.{item.reason}.go"]
        # What would be refused to this account of a company has no button.
        may = seat is None or item.procedure is None or seat.may(item.act, item.procedure.id)
        may_not = "" if may else sentences[f"company.may_not.{item.act}"]
        views.append(
            AskedView(
                title, lead, go, item.href, item.receipt_number, may_not, rest, item.reason.startswith("won_time")
            )
        )
    return views
