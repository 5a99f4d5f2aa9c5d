"""A guide at the counter: what the people of a visit tell answers itself, the rest is asked in spoken words, and what fits is begun in the
visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.environment import LEAVING
from forms.fitting import fits
from forms.guide import Act, Guide
from forms.path import Path
from forms.speech import Speech
from portal.db import Unit
from portal.services.ask_reception import counter_doors
from portal.services.describe_guide import ActView, describe_acts
from portal.services.drafts import Draft, draft_of_counter, save_draft
from portal.services.follow_guide import Stand, follow_guide
from portal.services.installation import Installation
from portal.services.move_visit import add_procedure
from portal.services.origins import Origin, with_origins
from portal.services.rights import Member
from portal.services.told import REGISTER
from portal.services.visit_facts import GUIDE, Facts, facts_of, keep_facts
from portal.services.visits import Visit, open_visit
from portal.store import visits


@dataclass(frozen=True)
class Fit:
    """What is to be done, and why. `begins`: the procedure that can be begun here, "" for none; `there`: it is begun in this visit."""

    view: ActView
    why: tuple[str, ...]
    begins: str
    there: bool


_EVENT = "event."  # the day of what: `event.born`


def stand_of(installation: Installation, guide: Guide, facts: Facts) -> Stand:
    """How far it is answered by what was said and by what is known."""
    return follow_guide(installation, guide, facts.guides.get(guide.id, {}), _days(facts))


def _days(facts: Facts) -> Mapping[str, Any]:
    """The days that the people of the visit tell: births and events."""
    births = [(one, str(one.fact("birth"))) for one in facts.people if one.fact("birth")]
    if not births:
        return {}
    comer = facts.comer
    return {
        "source": REGISTER if any(REGISTER in one.sources for one in facts.people) else births[0][0].told["birth"][1],
        "birth": str((comer.fact("birth") if comer else None) or ""),
        "household": [day for one, day in births if comer is None or one.no != comer.no],
        "events": {reason: day for reason, (day, _) in facts.events.items()},
    }


def keep_answers(
    installation: Installation, unit: Unit, visit: Visit, guide: Guide, answers: Mapping[str, Any]
) -> Facts:
    """What was said; a day that the guide was told is the day of what they came for. The caller commits."""
    facts = facts_of(installation, visit.row)
    told = replace(facts, guides={**facts.guides, guide.id: dict(answers)})
    for one in guide.questions.fields:
        named = one.concept.removeprefix(_EVENT) if one.concept.startswith(_EVENT) else ""
        reason = answers.get(_reason_of(one.known_by.text)) if one.known_by is not None else named
        if reason and one.id in answers:
            told = replace(told, events={**told.events, str(reason): (answers[one.id], GUIDE)})
            if reason != LEAVING:  # why they come is that they moved in
                told = replace(told, occasion=str(reason), occasion_by=GUIDE)
    if told != facts:
        keep_facts(installation, unit, visit.row, told)
    return told


def _reason_of(rule: str) -> str:
    """The question that says which day is meant; "" for another rule."""
    start = "register.event_date("
    return rule.removeprefix(start).removesuffix(")") if rule.startswith(start) else ""


def fits_of(installation: Installation, unit: Unit, member: Member, visit: Visit, stand: Stand) -> list[Fit]:
    """In the order in which it should be done."""
    there = {installation.catalogue.version(unit, one.meaning).id for one in visit.items if one.meaning}
    may = {one.id for one in installation.catalogue.all() if counter_doors(one) and member.may("enter", one.duty)}
    views = describe_acts(installation, stand.guide, stand.acts, "ja")
    speech = installation.speech(stand.guide.questions, "ja")
    return [
        Fit(
            view,
            _why(act, stand.path, speech),
            view.procedure if view.procedure in may and not view.reserves else "",  # whoever is here books no visit
            view.procedure in there,
        )
        for act, view in zip(stand.acts, views, strict=True)
    ]


def _why(act: Act, path: Path, speech: Speech) -> tuple[str, ...]:
    """The answers because of which it fits."""
    when = act.line.when
    named = {name.partition(".")[0] for name in when.names} if when is not None else set()
    return tuple(
        f"{speech.text(one.label_place, one.label)} → {one.type.show(path.answers[one.id], one.settings, speech, one.path)}"
        for one in path.fields
        if one.id in named and one.id in path.answers
    )


def begin_chosen(
    installation: Installation, unit: Unit, member: Member, visit: Visit, procedures: Sequence[str], stand: Stand
) -> int:
    """Each that is not in the visit yet, with what its lines answer; how many. NotAllowed for one of duties that are not this member's. The
    caller commits."""
    there = {installation.catalogue.version(unit, one.meaning).id for one in visit.items if one.meaning}
    begun = [one for one in dict.fromkeys(procedures) if one not in there]
    for procedure in begun:
        row = visits.by_id(unit, visit.id)
        if row is not None:
            now = open_visit(installation, row, visits.items(unit, [row.id]))
            draft_id = add_procedure(installation, unit, member, now, procedure)
            _answer(installation, unit, draft_of_counter(installation, unit, member, draft_id), stand)
    return len(begun)


def _answer(installation: Installation, unit: Unit, draft: Draft, stand: Stand) -> None:
    """Two lines that say otherwise say nothing."""
    said: dict[str, set[str | bool]] = {}
    for act in stand.acts:
        for name, value in act.line.answers.items():
            if act.line.procedure == draft.procedure.id and not act.maybe:
                said.setdefault(name, set()).add(value)
    asked = draft.procedure.by_name
    answers = {
        name: value
        for name, values in said.items()
        for value in values
        if len(values) == 1 and name in asked and fits(asked[name], value)
    }
    if answers:
        origins = {name: Origin(GUIDE, value) for name, value in answers.items()}
        save_draft(installation, unit, draft, with_origins(answers, origins), frozenset())
