"""What comes next in a visit (来庁の流れ): who came, whom it is about, which procedures, the interview, the visitor's look at it, the papers,
the end. Leads, and forbids nothing: each step can be taken at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.db import Unit
from portal.services.describe_visit import ItemLine
from portal.services.installation import Installation
from portal.services.interview import Interview, Part, open_interview
from portal.services.rights import Member
from portal.services.screen_state import keys_of, open_state
from portal.services.visit_facts import USUAL, facts_of
from portal.services.visits import Visit
from portal.store import visit_figures, visitor_screens


class Step(StrEnum):
    """In their order. `DRAFT`: what has no place in the interview is entered on its own screen."""

    WHO = "who"
    PEOPLE = "people"
    GUIDE = "guide"
    INTERVIEW = "interview"
    DRAFT = "draft"
    SCREEN = "screen"
    REGISTER = "register"
    PRINT = "print"
    END = "end"


_BEFORE = (Step.WHO, Step.PEOPLE, Step.GUIDE)


@dataclass(frozen=True)
class Lead:
    """`done`: steps of which nothing is open; `draft`: the one to go on with at `DRAFT`."""

    next: Step
    done: frozenset[Step]
    draft: str = ""


def lead_visit(
    installation: Installation, unit: Unit, member: Member, visit: Visit, items: Sequence[ItemLine], usual_place: str
) -> Lead:  # fmt: skip
    """`items`: as this member sees them; `usual_place`: where this computer stands."""
    facts = facts_of(installation, visit.row)
    words = visit.words
    # 「本人」 stands there from the start: that says nothing about whether anybody has looked at the one who came.
    done = {Step.WHO} if words.name or words.papers or (words.came and words.came_by != USUAL) else set[Step]()
    done |= {Step.WHO, Step.PEOPLE} if facts.people else set()
    done |= {Step.GUIDE} if items else set()
    if visit.filed and not visit.open:
        return _of_filed(installation, unit, visit, done)
    if not visit.open or not (facts.people or any(one.saved_at or one.receipt_number for one in items)):
        return Lead(next(step for step in (*_BEFORE, Step.INTERVIEW) if step not in done), frozenset(done))
    interview = open_interview(installation, unit, member, visit, facts, usual_place)
    if not interview.parts:
        mine = next((one.uid for one in items if one.may and not one.receipt_number), "")
        return Lead(Step.DRAFT if mine else Step.GUIDE, frozenset(done), mine)
    return _of_open(installation, interview, done)


def _of_filed(installation: Installation, unit: Unit, visit: Visit, done: set[Step]) -> Lead:
    done |= {Step.INTERVIEW, Step.REGISTER}
    row = visitor_screens.of_visit(unit, visit.id)
    if row is not None and open_state(installation, visit.row, row).right:
        done.add(Step.SCREEN)
    if visit_figures.printed(unit, visit.id):
        return Lead(Step.END, frozenset(done | {Step.PRINT}))
    return Lead(Step.PRINT, frozenset(done))


def _of_open(installation: Installation, interview: Interview, done: set[Step]) -> Lead:
    """What is missing is asked; what the visitor has not looked at is shown to them."""
    if any(_asks(part) for part in interview.parts):
        return Lead(Step.INTERVIEW, frozenset(done))
    done |= {Step.INTERVIEW}
    right = set(interview.screen.right)
    shown = [key for part in interview.parts for key, _ in keys_of(installation, part.draft, part.entry.path)]
    if right.issuperset(shown):
        return Lead(Step.REGISTER, frozenset(done | {Step.SCREEN}))
    return Lead(Step.SCREEN, frozenset(done))


def _asks(part: Part) -> bool:
    """Whether a clerk has anything to ask: what a visitor agrees to by saying that all is right is not theirs to ask."""
    path = part.entry.path
    agreed = {one.id for one in path.fields if one.type.id == "consent" and not one.settings.refusable}
    missing = [name for name in path.missing if name not in agreed]
    return bool(part.entry.mistaken or missing or part.entry.reception.missing or path.stopped)
