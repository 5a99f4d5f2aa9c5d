"""What people want to know of a procedure before they begin."""

from dataclasses import dataclass

from forms.procedure import DOORS, Procedure
from portal.services.admit import closed_words
from portal.services.ask_reception import counter_doors
from portal.services.describe_consequences import PaperView, paper_view
from portal.services.installation import Installation
from portal.services.submit_application import promised_days
from portal.services.who_files import SELF, roles_of


@dataclass(frozen=True)
class ProcedureFacts:
    """Texts in one language, and what it is in English (title and summary; none where nobody translated them). `days` is None where nothing is promised; `assumed` names what the city has not yet
    confirmed (shown with a mark); `certainty` of the law."""

    id: str
    title: str
    summary: str
    english: tuple[str, ...]
    bring: tuple[str, ...]
    bring_counter: tuple[str, ...]
    days: int | None
    statutory: bool
    unit: str
    fee: str
    law: str
    next: tuple[str, ...]
    questions: int
    online: bool
    on_paper: bool
    sign_in: str
    papers: tuple[PaperView, ...]
    closed: str
    invited: bool
    who: tuple[tuple[str, tuple[str, ...]], ...]  # door → who may come by it
    for_others: bool  # some door takes somebody for another
    deadline_varies: bool
    signature: bool
    delivery: tuple[str, ...]
    assumed: frozenset[str]


def describe_procedure(installation: Installation, procedure: Procedure, language: str) -> ProcedureFacts:
    speech = installation.speech(procedure, language)
    today = installation.clock.today()
    period = procedure.period
    english = procedure.texts.get("en", {})
    sources = {
        "law": procedure.law.certainty,
        "fee": procedure.fee.certainty,
        "days": period.certainty if period else "",
    }

    def lines(key: str, japanese: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(speech.text(f"{key}.{number}", line) for number, line in enumerate(japanese))

    return ProcedureFacts(
        id=procedure.id,
        title=speech.text("title", procedure.title),
        summary=speech.text("summary", procedure.summary),
        english=tuple(english[path] for path in ("title", "summary") if path in english),
        bring=lines("bring.online", procedure.bring.get("online", ())),
        bring_counter=lines("bring.counter", procedure.bring.get("counter", ())),
        days=promised_days(procedure, installation.environment(procedure, today, "online")),
        statutory=bool(period and period.kind == "statutory"),
        unit=period.unit if period else "day",
        fee=speech.text("fee.text", procedure.fee.text),
        law=procedure.law.text,
        next=lines("next", procedure.next),
        questions=len(procedure.pages),
        online="online" in procedure.who,
        on_paper=bool(counter_doors(procedure)),
        sign_in=procedure.sign_in,
        papers=tuple(paper_view(paper, speech) for paper in procedure.papers),
        closed=closed_words(installation, procedure, speech, today),
        invited=procedure.invited,
        who=tuple((door, procedure.who[door]) for door in DOORS if door in procedure.who),
        for_others=any(role != SELF for role in roles_of(procedure)),
        deadline_varies=procedure.due is not None,
        signature=installation.signature_needed(procedure, today),
        delivery=procedure.delivery,
        assumed=frozenset(name for name, certainty in sources.items() if certainty == "assumed"),
    )


def describe_show(installation: Installation, procedure: Procedure, role: str, language: str) -> tuple[str, ...]:
    """What whoever files as `role` must show, where the procedure says it itself."""
    speech = installation.speech(procedure, language)
    lines = procedure.show.get(role, ())
    return tuple(speech.text(f"show.{role}.{number}", line) for number, line in enumerate(lines))
