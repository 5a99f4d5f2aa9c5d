"""What follows from the answers, in words."""

from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Paper, Procedure
from forms.path.consequences import Needed, due_day, fee_amount, is_late, next_steps, papers, withdraw_until
from forms.path.path import Path, RowPlace
from forms.text.speech import Speech
from portal.services.procedures.row_names import row_title


@dataclass(frozen=True)
class PaperView:
    label: str
    about: str  # the row
    why: str
    one_of: tuple[str, ...]  # alternatives
    from_: str
    later: bool  # may follow, the day of arrival stays (追完)
    optional: bool = False


@dataclass(frozen=True)
class Consequences:
    """`due_sure` false: only a guide."""

    due: date | None
    due_sure: bool
    late: str  # notice
    fee: int | None  # yen, None if undecided
    papers: tuple[PaperView, ...]
    stop_until: date | None  # the last day for a withdrawal
    next: tuple[str, ...] = ()


def describe_consequences(
    procedure: Procedure, path: Path, speech: Speech, on: date, *, drawn: bool = False
) -> Consequences:
    """`on`: day of viewing, or of arrival."""
    due = procedure.due
    late = speech.text("time.late.say", due.late) if due and is_late(procedure, path, on) else ""
    return Consequences(
        due=due_day(procedure, path),
        due_sure=due is not None and due.certainty != "assumed",
        late=late,
        fee=fee_amount(procedure, path),
        papers=tuple(_needed(procedure, path, paper, speech) for paper in papers(procedure, path)),
        stop_until=withdraw_until(procedure, path),
        next=describe_next(procedure, path, speech, drawn=drawn),
    )


def describe_next(procedure: Procedure, path: Path, speech: Speech, *, drawn: bool = False) -> tuple[str, ...]:
    return tuple(speech.text(item.place, item.say) for item in next_steps(procedure, path, drawn=drawn))


def paper_view(paper: Paper, speech: Speech, about: str = "") -> PaperView:
    one_of = (
        speech.text(f"{paper.path}.one_of.{number}", alternative) for number, alternative in enumerate(paper.one_of)
    )
    return PaperView(
        label=speech.text(f"{paper.path}.label", paper.label),
        about=about,
        why=speech.text(f"{paper.path}.why", paper.why) if paper.why else "",
        one_of=tuple(one_of),
        from_=speech.text(f"{paper.path}.from", paper.from_) if paper.from_ else "",
        later=paper.later,
        optional=not paper.required,
    )


def _needed(procedure: Procedure, path: Path, needed: Needed, speech: Speech) -> PaperView:
    rows = {asked.row.key: asked.row for asked in path.pages if asked.row is not None}
    row: RowPlace | None = rows.get(needed.key.rpartition(".")[0])
    return paper_view(needed.paper, speech, row_title(procedure, path, row, speech) if row is not None else "")
