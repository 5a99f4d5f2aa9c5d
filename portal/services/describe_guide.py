"""What comes out of a guide, in words: until when, where, whom to ask, what to bring, and what can be filed here now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from forms.city import Office
from forms.guide import Act, Guide, Line
from forms.procedure import Procedure
from forms.speech import Speech
from portal.services.installation import Installation


@dataclass(frozen=True)
class ActView:
    """`link` leads to filing it here, `page` to what the city says about the procedure `named`; "" = neither. `reserves`: only a visit is booked,
    and the notification itself is still to be made. `left`: days until the last one, negative once it has passed."""

    id: str
    title: str
    say: str
    ways: tuple[str, ...]
    until: date | None
    left: int
    sure: bool
    until_say: str
    soon: bool
    maybe: bool
    whose: str
    bring: tuple[str, ...]
    office: Office | None
    elsewhere: str
    link: str
    page: str
    procedure: str
    named: str
    reserves: bool
    source: str
    assumed: bool

    @property
    def doing(self) -> bool:
        """Whether anybody has to do anything."""
        return bool(set(self.ways) - {"automatic", "advice"})


def describe_acts(installation: Installation, guide: Guide, acts: Iterable[Act], language: str) -> list[ActView]:
    speech = installation.speech(guide.questions, language)
    offered = {one.id: one for one in installation.catalogue.all()}
    return [_view(installation, act, speech, offered.get(act.line.procedure)) for act in acts]


def papers_of(views: Iterable[ActView]) -> list[str]:
    """What is to be brought, each thing once, in the order in which it is needed."""
    return list(dict.fromkeys(paper for view in views for paper in view.bring))


def _view(installation: Installation, act: Act, speech: Speech, procedure: Procedure | None) -> ActView:
    line, today = act.line, installation.clock.today()

    def said(name: str) -> str:
        written = str(getattr(line, name))
        return speech.text(f"{line.path}.{name}", written) if written else ""

    reserves = procedure is not None and procedure.kind == "reservation"
    # A line of another office may name a procedure that helps with it; to file that is not to do this.
    here = procedure is not None and "online" in procedure.who and (reserves or "online" in line.at)
    return ActView(
        id=line.id, title=said("title"), say=said("say"), ways=_ways(line, here), until=act.until,
        left=(act.until - today).days if act.until else 0, sure=line.sure, until_say=said("until_say"), soon=line.soon,
        maybe=act.maybe, whose=said("whose"),
        bring=tuple(speech.text(f"{line.path}.bring.{number}", one) for number, one in enumerate(line.bring)),
        office=_office(installation, line, procedure), elsewhere=said("office"),
        link=f"/apply/{line.procedure}" if here else "",
        page=f"/procedures/{line.procedure}" if procedure is not None else "",
        procedure=line.procedure if procedure is not None else "",
        named=_title(installation, procedure, speech.language), reserves=reserves,
        source=line.source.text, assumed=line.source.certainty == "assumed",
    )  # fmt: skip


def _ways(line: Line, here: bool) -> tuple[str, ...]:
    """Where it is done in this city. What can be filed online elsewhere and not here is asked at the office, not looked for in vain."""
    return line.at if here else tuple(dict.fromkeys("counter" if way == "online" else way for way in line.at))


def _title(installation: Installation, procedure: Procedure | None, language: str) -> str:
    return installation.speech(procedure, language).text("title", procedure.title) if procedure is not None else ""


def _office(installation: Installation, line: Line, procedure: Procedure | None) -> Office | None:
    """Who holds the duty today; None where this city has no such duty: the page ends with the city's own telephone."""
    duty = procedure.duty if procedure is not None else line.duty
    today = installation.clock.today()
    return next((row for row in installation.city.duties.get(duty, ()) if row.holds(today)), None)
