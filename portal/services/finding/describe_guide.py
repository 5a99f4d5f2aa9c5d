"""A guide's result in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from forms.city.city import Office
from forms.definition.procedure import Procedure
from forms.guide.guide import Act, Guide, Line
from forms.text.speech import Speech
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics


@dataclass(frozen=True)
class ActView:
    id: str
    title: str
    say: str
    ways: tuple[str, ...]
    until: date | None
    left: int  # days, negative when passed
    sure: bool
    until_say: str
    soon: bool
    maybe: bool
    whose: str
    bring: tuple[str, ...]
    office: Office | None
    elsewhere: str
    link: str  # file it here
    page: str  # of `named`
    procedure: str
    named: str
    reserves: bool  # only a visit
    source: str
    ground: str  # a law; what other cities publish is no ground for a duty here
    assumed: bool

    @property
    def doing(self) -> bool:
        return bool(set(self.ways) - {"automatic", "advice"})

    @property
    def needs_papers(self) -> bool:
        # Online, the page of the procedure names what to have at hand.
        return not self.link or self.reserves


def describe_acts(installation: Basics, guide: Guide, acts: Iterable[Act], language: str) -> list[ActView]:
    speech = speech_of(guide.questions, language)
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    return [_view(installation, guide.id, act, speech, offered.get(act.line.procedure)) for act in acts]


def papers_of(views: Iterable[ActView]) -> list[str]:
    return list(dict.fromkeys(paper for view in views for paper in view.bring))


def _view(installation: Basics, guide: str, act: Act, speech: Speech, procedure: Procedure | None) -> ActView:
    line, today = act.line, installation.clock.today()

    def text_of(name: str) -> str:
        written = str(getattr(line, name))
        return speech.text(f"{line.path}.{name}", written) if written else ""

    reserves = procedure is not None and procedure.kind == "reservation"
    # Another office's line may name a procedure that merely helps; filing it does not complete the act.
    files_here = procedure is not None and "online" in procedure.who and (reserves or "online" in line.at)
    return ActView(
        id=line.id, title=text_of("title"), say=text_of("say"), ways=_ways(line, files_here), until=act.until,
        left=(act.until - today).days if act.until else 0, sure=line.sure, until_say=text_of("until_say"), soon=line.soon,
        maybe=act.maybe, whose=text_of("whose"),
        bring=tuple(speech.text(f"{line.path}.bring.{number}", paper) for number, paper in enumerate(line.bring)),
        office=_office(installation, line, procedure, speech.language), elsewhere=text_of("office"),
        link=f"/apply/{line.procedure}?guide={guide}" if files_here else "",
        page=f"/procedures/{line.procedure}" if procedure is not None else "",
        procedure=line.procedure if procedure is not None else "",
        named=_title(procedure, speech.language), reserves=reserves,
        source=line.source.text, ground=line.source.text if line.source.certainty == "law" else "",
        assumed=line.source.certainty == "assumed",
    )  # fmt: skip


def _ways(line: Line, files_here: bool) -> tuple[str, ...]:
    return line.at if files_here else tuple(dict.fromkeys("counter" if way == "online" else way for way in line.at))


def _title(procedure: Procedure | None, language: str) -> str:
    return speech_of(procedure, language).text("title", procedure.title) if procedure is not None else ""


def _office(installation: Basics, line: Line, procedure: Procedure | None, language: str) -> Office | None:
    duty = procedure.duty if procedure is not None else line.duty
    today = installation.clock.today()
    return next((row.in_(language) for row in installation.city.duties.get(duty, ()) if row.holds(today)), None)
