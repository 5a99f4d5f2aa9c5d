"""Known answers are filled in, and matching procedures can be started."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from forms.definition.family import HEAD
from forms.guide.guide import Act, Guide, answered_facts
from forms.numbers.calendar import attains
from forms.path.environment import LEARNT, LEAVING
from forms.path.fitting import fits
from forms.path.path import Path
from forms.text.speech import Speech
from portal.db import Unit
from portal.services.counter.move_visit import add_procedure
from portal.services.counter.visits import Visit, begin_visit, open_visit, visit_of_counter
from portal.services.filing.drafts import Draft, draft_of_counter, save_draft
from portal.services.filing.origins import Origin, with_origins
from portal.services.filing.visit_facts import GUIDE, Facts, Person, facts_of, keep_facts
from portal.services.finding.describe_guide import ActView, describe_acts
from portal.services.finding.fill_from_guide import answers_of_lines
from portal.services.finding.follow_guide import GuideProgress, follow_guide
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.catalogue import speech_of
from portal.services.shared.known_sources import CARD, CARD_FACE, REGISTER
from portal.services.shared.needs import Basics, HasNumberKeys, Records
from portal.services.shared.rights import Member
from portal.services.tickets.call_ticket import end_call
from portal.services.tickets.keep_ticket_answers import open_ticket_answers
from portal.services.tickets.take_ticket import hall_of
from portal.services.tickets.waiting_times import hall_state
from portal.store.counter import visits


@dataclass(frozen=True)
class Fit:
    view: ActView
    why: tuple[str, ...]
    begins: str  # procedure that can be started here, or ""
    there: bool  # it is in this visit


_EVENT = "event."  # the day of what: `event.born`
_REASON, _CARD = "event.reason", "visit.card"
_SCHEMES = {"national": "nhi", "late_elderly": "late"}  # codes of the guides by those of the city's records


def progress_of(installation: Basics, guide: Guide, facts: Facts) -> GuideProgress:
    given = _given(guide, facts, installation.clock.today())
    return follow_guide(installation, guide, facts.guides.get(guide.id, {}), _days(facts), given)


def _given(guide: Guide, facts: Facts, today: date) -> Mapping[str, Any]:
    known: dict[str, Any] = {f"{_EVENT}{reason}": day for reason, (day, _) in facts.events.items()}
    known |= {_REASON: facts.occasion} if facts.occasion else {}
    known |= {_CARD: True} if any({CARD, CARD_FACE} & {*person.sources} for person in facts.people) else {}
    known |= _of_late(facts, today)
    return {
        field.id: known[field.concept]
        for field in guide.questions.fields
        if field.concept in known and fits(field, known[field.concept])
    }


def _of_late(facts: Facts, today: date) -> Mapping[str, Any]:
    # Of whom the visit is about, and the household that is left.
    late = facts.person(facts.about) if facts.about != facts.came else None
    if late is None or "relation" not in late.facts:
        return {}
    family = [person for person in facts.people if "relation" in person.facts and person != late]
    known = {
        "late.head": late.fact("relation") == HEAD,
        "late.aged": _has_attained(late, 65, today),
        "household.grown": sum(_has_attained(person, 15, today) for person in family),
    }
    scheme = _SCHEMES.get(str(late.fact("insurance")))
    return known | ({"late.insurance": scheme} if scheme else {})


def _has_attained(person: Person, age: int, today: date) -> bool:
    birth = person.fact("birth")
    return birth is not None and attains(date.fromisoformat(birth), age) <= today


def answer_sources(progress: GuideProgress, facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """By question, of answers that were derived: of a day its event's, of ages those of the birthdays."""
    births = [person.facts["birth"][1] for person in facts.people if "birth" in person.facts]
    cards = [source for person in facts.people for source in person.sources if source in (CARD, CARD_FACE)]
    reason, own = [facts.occasion_by], {_REASON: "reason", _CARD: "card"}
    sources: dict[str, tuple[str, ...]] = {}
    for field in progress.guide.questions.fields:
        if field.id in progress.known:
            value = progress.path.answers[field.id]
            day = [source for day, source in facts.events.values() if day == value]
            field_sources = {"reason": reason, "card": cards}.get(own.get(field.concept, ""), day[:1] or births)
            sources[field.id] = tuple(dict.fromkeys(field_sources))
    return sources


def _days(facts: Facts) -> Mapping[str, Any]:
    births = [(person, str(person.fact("birth"))) for person in facts.people if person.fact("birth")]
    if not births:
        return {}
    comer = facts.comer
    return {
        "source": REGISTER
        if any(REGISTER in person.sources for person in facts.people)
        else births[0][0].facts["birth"][1],
        "birth": str((comer.fact("birth") if comer else None) or ""),
        "household": [day for person, day in births if comer is None or person.no != comer.no],
        "events": {reason: day for reason, (day, _) in facts.events.items()},
    }


def keep_answers(installation: Records, unit: Unit, visit: Visit, guide: Guide, answers: Mapping[str, Any]) -> Facts:
    facts = facts_of(installation, visit.row)
    updated = replace(facts, guides={**facts.guides, guide.id: dict(answers)})
    for field in guide.questions.fields:
        event = field.concept.removeprefix(_EVENT) if field.concept.startswith(_EVENT) else ""
        asked = _reason_of(field.known_by.text) if field.known_by is not None else ""
        reason = event or (answers.get(asked, facts.occasion) if asked else "")
        if reason and field.id in answers and field.type.id == "date":
            updated = replace(updated, events={**updated.events, str(reason): (answers[field.id], GUIDE)})
            if reason not in (LEAVING, LEARNT):  # the occasion is that they moved in, or that somebody died
                updated = replace(updated, occasion=str(reason), occasion_by=GUIDE)
    if "died" in updated.events and _of_late(updated, installation.clock.today()).get("late.head"):
        updated = replace(updated, events={"head": updated.events["died"], **updated.events})
    answered = answered_facts(guide, progress_of(installation, guide, updated).path)
    stated = {concept: value for concept, value in answered.items() if not concept.startswith(_EVENT)}
    updated = replace(updated, stated={**facts.stated, guide.id: stated})
    if updated != facts:
        keep_facts(installation, unit, visit.row, updated)
    return updated


def _reason_of(rule: str) -> str:
    start = "register.event_date("
    return rule.removeprefix(start).removesuffix(")") if rule.startswith(start) else ""


def fits_of(installation: Basics, unit: Unit, member: Member, visit: Visit, progress: GuideProgress) -> list[Fit]:
    begun = _begun(installation, unit, visit)
    startable = {
        procedure.id
        for procedure in installation.catalogue.all()
        if counter_doors(procedure) and procedure.kind != "reservation" and member.may("enter", procedure.duty)
    }
    views = describe_acts(installation, progress.guide, progress.acts, "ja")
    speech = speech_of(progress.guide.questions, "ja")
    return [
        Fit(
            view,
            _why(act, progress.path, speech),
            act.line.at_counter if act.line.at_counter in startable else "",
            act.line.at_counter in begun,
        )
        for act, view in zip(progress.acts, views, strict=True)
    ]


def _begun(installation: Basics, unit: Unit, visit: Visit) -> set[str]:
    return {installation.catalogue.version(unit, item.meaning).id for item in visit.items if item.meaning}


def rest_of_guides(installation: Records, guides: Mapping[str, Guide], unit: Unit, visit: Visit) -> list[ActView]:
    """What the answered guides list for certain and this visit does not file."""
    begun, facts = _begun(installation, unit, visit), facts_of(installation, visit.row)
    rest = dict[str, ActView]()  # two guides may list one thing
    for guide in (guides[name] for name in facts.guides if name in guides):
        acts = progress_of(installation, guide, facts).acts
        for act, view in zip(acts, describe_acts(installation, guide, acts, "ja"), strict=True):
            if view.doing and not view.maybe and act.line.at_counter not in begun:
                rest.setdefault(view.title, view)
    return list(rest.values())


def _why(act: Act, path: Path, speech: Speech) -> tuple[str, ...]:
    when = act.line.when
    named = {name.partition(".")[0] for name in when.names} if when is not None else set()
    return tuple(
        f"{speech.text(field.label_place, field.label)} → {field.type.show(path.answers[field.id], field.settings, speech, field.path)}"
        for field in path.fields
        if field.id in named and field.id in path.answers
    )


def begin_chosen(
    installation: HasNumberKeys,
    unit: Unit,
    member: Member,
    visit: Visit,
    procedures: Sequence[str],
    progress: GuideProgress,
) -> int:
    """Number started. Raises NotAllowed for other duties."""
    present = _begun(installation, unit, visit)
    begun = [procedure for procedure in dict.fromkeys(procedures) if procedure not in present]
    for procedure in begun:
        row = visits.by_id(unit, visit.id)
        if row is not None:
            current = open_visit(installation, row, visits.items(unit, [row.id]))
            draft_id = add_procedure(installation, unit, member, current, procedure)
            draft = draft_of_counter(installation, unit, member, draft_id)
            _answer(installation, unit, draft, progress, facts_of(installation, current.row))
    return len(begun)


def _answer(installation: HasNumberKeys, unit: Unit, draft: Draft, progress: GuideProgress, facts: Facts) -> None:
    answers = answers_of_lines(draft.procedure, progress)
    if answers:
        shown = {facts.occasion: facts.occasion_by}  # stated by a paper, not by the visitor
        origins = {name: Origin(shown.get(str(value), GUIDE), value) for name, value in answers.items()}
        save_draft(installation, unit, draft, with_origins(answers, origins), frozenset())


def begin_called_visit(
    installation: Records, guides: Mapping[str, Guide], unit: Unit, member: Member, ticket: str, once: str
) -> tuple[str, str]:
    """Ends the call. The visit with what was answered at a 記載台, and its guide or "". Idempotent. Raises NotFound, Conflict."""
    answered = open_ticket_answers(installation, unit, ticket)  # before the end of the call deletes them
    row = end_call(installation, unit, ticket, "done")
    name = hall_state(installation, unit, hall_of(installation, row.hall)).name(row)
    visit_id = begin_visit(installation, unit, member, once, name)
    guide = guides.get(answered.guide) if answered is not None else None
    if answered is None or guide is None:
        return visit_id, ""
    visit = visit_of_counter(installation, unit, member, visit_id)
    if guide.id not in facts_of(installation, visit.row).guides:  # what a clerk has written meanwhile stays
        keep_answers(installation, unit, visit, guide, answered.answers)
    return visit_id, guide.id
