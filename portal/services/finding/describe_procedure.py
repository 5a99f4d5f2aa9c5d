"""A procedure's facts before it is started."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from forms.definition.procedure import DOORS, Paper, Procedure
from forms.path.filer import SELF, roles_of
from portal.services.finding.writing_minutes import writing_minutes
from portal.services.procedures.ask_reception import counter_doors
from portal.services.procedures.describe_consequences import PaperView, paper_view
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import days_certainty, promised_days
from portal.services.shared.needs import Basics


@dataclass(frozen=True)
class ProcedureFacts:
    """`days` None: no promise; `assumed`: not confirmed by the city."""

    id: str
    title: str
    summary: str
    bring: tuple[str, ...]
    bring_counter: tuple[str, ...]
    days: int | None
    statutory: bool
    unit: str
    fee: str
    law: str
    questions: int
    online: bool
    on_paper: bool
    by_post: bool
    sign_in: str
    papers: tuple[PaperView, ...]  # everybody's
    papers_of_some: tuple[PaperView, ...]
    closed: str
    invited: bool
    who: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # doors → roles that all of them accept
    for_others: bool  # whether a door accepts an agent
    deadline_varies: bool
    deadline: str  # its rule in words
    deadline_sure: bool
    minutes: int | None  # to fill it in, estimated
    withdraw: str  # until when, in words
    once: str  # how often it may be filed, in words
    signature: bool
    at_hand: tuple[str, ...]  # words of what signs in and signs, before `bring`
    delivery: tuple[str, ...]
    assumed: frozenset[str]

    def needed(self, say: Callable[[str], str]) -> tuple[str, ...]:
        return (*map(say, self.at_hand), *self.bring)


@dataclass(frozen=True)
class NamedProcedure:
    """For most pages: all facts would cost a tenth of their time."""

    id: str
    title: str


def name_procedure(procedure: Procedure, language: str) -> NamedProcedure:
    return NamedProcedure(procedure.id, speech_of(procedure, language).text("title", procedure.title))


def describe_procedure(installation: Basics, procedure: Procedure, language: str) -> ProcedureFacts:
    speech = speech_of(procedure, language)
    today = installation.clock.today()
    period = procedure.period
    days = promised_days(procedure, installation.rules.environment(procedure, today, "online"))
    sources = {
        "law": procedure.law.certainty,
        "fee": procedure.fee.certainty,
        "days": days_certainty(procedure) if days is not None else "",
        "withdraw": procedure.withdraw.certainty if procedure.withdraw else "",
    }

    door = "online" if "online" in procedure.who else "counter"
    signed = installation.rules.signature_needed(procedure, today)
    # Each password is locked by a few wrong tries, and is reset at the counter alone.
    needed = {"procedure.bring.card": procedure.sign_in == "card", "procedure.bring.sign": signed}
    every = {paper for paper in procedure.attach if paper.when is None}

    def lines(key: str, japanese: tuple[str, ...], beside: Iterable[Paper] = ()) -> tuple[str, ...]:
        # What a paper beside it begins with (見積書, 障害者手帳の写し) is not named twice.
        return tuple(
            speech.text(f"{key}.{number}", line)
            for number, line in enumerate(japanese)
            if not any(paper.label.startswith(line) for paper in beside)
        )

    return ProcedureFacts(
        id=procedure.id,
        title=speech.text("title", procedure.title),
        summary=speech.text("summary", procedure.summary),
        bring=lines(f"bring.{door}", procedure.bring.get(door, ()), every),
        bring_counter=lines("bring.counter", procedure.bring.get("counter", ())),
        days=days,
        statutory=bool(period and period.kind == "statutory"),
        unit=period.unit if period else "day",
        fee=speech.text("fee.text", procedure.fee.text),
        law=procedure.law.text,
        questions=len(procedure.pages),
        online="online" in procedure.who,
        on_paper=bool(counter_doors(procedure)),
        by_post="post" in procedure.who,
        sign_in=procedure.sign_in,
        papers=tuple(paper_view(paper, speech) for paper in procedure.papers if paper in every),
        papers_of_some=tuple(paper_view(paper, speech) for paper in procedure.papers if paper not in every),
        closed=installation.rules.closed_words(procedure, speech, today),
        invited=procedure.invited,
        who=_by_roles(procedure),
        for_others=any(role != SELF for role in roles_of(procedure)),
        deadline_varies=procedure.due is not None,
        deadline=speech.text("time.due_say", procedure.due.say) if procedure.due and procedure.due.say else "",
        deadline_sure=procedure.due is None or procedure.due.certainty != "assumed",
        minutes=writing_minutes(procedure) if "online" in procedure.who else None,
        withdraw=speech.text("withdraw.say", procedure.withdraw.say) if procedure.withdraw else "",
        once=speech.text("duplicate.say", rule.say) if (rule := procedure.duplicate) and rule.say else "",
        signature=signed,
        at_hand=tuple(key for key, needs in needed.items() if needs and door == "online"),
        delivery=procedure.delivery,
        assumed=frozenset(name for name, certainty in sources.items() if certainty == "assumed"),
    )


def _by_roles(procedure: Procedure) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    doors: dict[tuple[str, ...], list[str]] = {}
    for door in DOORS:
        if door in procedure.who:
            doors.setdefault(procedure.who[door], []).append(door)
    return tuple((tuple(named), roles) for roles, named in doors.items())


def describe_show(procedure: Procedure, role: str, language: str) -> tuple[str, ...]:
    speech = speech_of(procedure, language)
    lines = procedure.show.get(role, ())
    return tuple(speech.text(f"show.{role}.{number}", line) for number, line in enumerate(lines))
