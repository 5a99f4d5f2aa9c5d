"""来庁の流れ; every step is always possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.db import Unit
from portal.services.counter.describe_visit import ItemLine
from portal.services.counter.interview import Interview, Part, open_interview
from portal.services.counter.visitor_screen_state import keys_of, open_state
from portal.services.counter.visits import Visit
from portal.services.filing.visit_facts import USUAL, facts_of
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.store.counter import visit_figures, visitor_screens


class Step(StrEnum):
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
    next: Step
    done: frozenset[Step]
    draft: str = ""


def lead_visit(
    installation: Records, unit: Unit, member: Member, visit: Visit, items: Sequence[ItemLine], usual_place: str
) -> Lead:  # fmt: skip
    facts = facts_of(installation, visit.row)
    words = visit.words
    # 「本人」 is preselected, which does not mean that a clerk identified the visitor
    done = {Step.WHO} if words.name or words.papers or (words.came and words.came_by != USUAL) else set[Step]()
    done |= {Step.WHO, Step.PEOPLE} if facts.people else set()
    done |= {Step.GUIDE} if items else set()
    if visit.filed and not visit.open:
        return _of_filed(installation, unit, visit, done)
    if not visit.open or not (facts.people or any(item.saved_at or item.receipt_number for item in items)):
        return Lead(next(step for step in (*_BEFORE, Step.INTERVIEW) if step not in done), frozenset(done))
    interview = open_interview(installation, unit, member, visit, facts, usual_place)
    if not interview.parts:
        own_draft = next((item.uid for item in items if item.may and not item.receipt_number), "")
        return Lead(Step.DRAFT if own_draft else Step.GUIDE, frozenset(done), own_draft)
    return _of_open(interview, done)


def _of_filed(installation: Records, unit: Unit, visit: Visit, done: set[Step]) -> Lead:
    done |= {Step.INTERVIEW, Step.REGISTER}
    row = visitor_screens.of_visit(unit, visit.id)
    if row is not None and open_state(installation, visit.row, row).right:
        done.add(Step.SCREEN)
    if visit_figures.printed(unit, visit.id):
        return Lead(Step.END, frozenset(done | {Step.PRINT}))
    return Lead(Step.PRINT, frozenset(done))


def _of_open(interview: Interview, done: set[Step]) -> Lead:
    if any(_asks(part) for part in interview.parts):
        return Lead(Step.INTERVIEW, frozenset(done))
    done |= {Step.INTERVIEW}
    right = set(interview.screen.right)
    shown = [key for part in interview.parts for key, _ in keys_of(part.draft, part.entry.path)]
    if right.issuperset(shown):
        return Lead(Step.REGISTER, frozenset(done | {Step.SCREEN}))
    return Lead(Step.SCREEN, frozenset(done))


def _asks(part: Part) -> bool:
    path = part.entry.path
    agreed = {field.id for field in path.fields if field.type.id == "consent" and not field.settings.refusable}
    missing = [name for name in path.missing if name not in agreed]
    return bool(part.entry.mistaken or missing or part.entry.reception.missing or path.stopped)
