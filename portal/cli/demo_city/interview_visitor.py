"""A clerk asks a visitor; the register fills in known facts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.definition.procedure import Procedure, full_name
from portal.cli.demo_city.adapt_answers import typed_boxes
from portal.cli.demo_city.making import Making
from portal.db import Unit
from portal.services.counter.interview import Interview, open_interview, read_interview, save_interview
from portal.services.counter.know_people import ask_register_for, take_from_register
from portal.services.counter.register_interview import register_interview
from portal.services.counter.visits import Visit, visit_of_counter
from portal.services.filing.drafts import draft_of_counter, save_draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.visit_facts import facts_of, keep_facts
from portal.services.shared.known_sources import CARD_FACE
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit

_FACE = ("name", "birth", "sex", "address")
_ROUNDS = 8  # of questions that follow from answers


def know_visitor(making: Making, member: Member, visit_id: str, resident: str) -> None:
    installation = making.installation
    people = installation.city.people_on(installation.clock.today())
    person = next((person for person in people if person.id == resident), None)
    if person is None or installation.register is None:
        return
    matches = ask_register_for(installation, person.birth, person.full_kana, "") or ()
    for match in matches[:1]:
        with installation.database.change() as unit:
            visit = visit_of_counter(installation, unit, member, visit_id)
            take_from_register(installation, unit, member, visit, match, "no_card")


def read_face(making: Making, member: Member, visit_id: str, procedure: Procedure, answers: Mapping[str, Any]) -> None:
    """As `take_card`, without the reader's answer: invented people have no card."""
    installation, named = making.installation, procedure.principal.get("name", "")
    before = named.rpartition("name")[0]
    face = {name: answers[f"{before}{name}"] for name in _FACE if f"{before}{name}" in answers}
    if not named or face.keys() < {"name", "birth"}:
        return
    with installation.database.change() as unit:
        visit = visit_of_counter(installation, unit, member, visit_id)
        facts, number = facts_of(installation, visit.row).joined(face, CARD_FACE)
        keep_facts(installation, unit, visit.row, replace(facts, came=number))
        write_audit(installation, unit, member.actor, "read card", detail=f"{visit_id} {' '.join(sorted(face))}")


def interview(
    making: Making, member: Member, visit_id: str, draft_id: str, answers: Mapping[str, Any], place: str
) -> str:
    # The receipt number, or "" if something is open: nothing is stored.
    installation = making.installation

    def ask(looked: Looked) -> str:
        with installation.database.write() as unit:
            visit = visit_of_counter(installation, unit, member, visit_id)
            _keep_rows(making, unit, member, draft_id, answers)
            asked = _asked(making, unit, member, visit, answers, place)
            if not asked.parts:
                return ""
            save_interview(installation, unit, asked)
            again = _asked(making, unit, member, visit, answers, place)
            registered = register_interview(installation, unit, member, again, looked)
            if registered.kept is not None or draft_id not in registered.numbers:
                return ""
            unit.commit()
            return registered.numbers[draft_id]

    return asking_register(installation.register, ask)


def _asked(
    making: Making, unit: Unit, member: Member, visit: Visit, answers: Mapping[str, Any], place: str
) -> Interview:
    installation = making.installation
    current = open_interview(installation, unit, member, visit, facts_of(installation, visit.row), place)
    names: frozenset[str] = frozenset()
    for _ in range(_ROUNDS):
        if not current.parts:
            return current
        entry = current.parts[0].entry
        fields = [*entry.reception.fields, *entry.path.fields]
        shown = frozenset(field.id for field in fields)
        boxes = typed_boxes(fields, {**entry.kept, **answers})
        current = read_interview(installation, current, [boxes], [shown], "")
        if shown == names:
            break
        names = shown
    return current


def _keep_rows(making: Making, unit: Unit, member: Member, draft_id: str, answers: Mapping[str, Any]) -> None:
    draft = draft_of_counter(making.installation, unit, member, draft_id)
    rows = {name: value for name, value in answers.items() if _is_list(draft.procedure, name)}
    if rows:
        save_draft(making.installation, unit, draft, {**draft.answers, **rows}, frozenset())


def _is_list(procedure: Procedure, name: str) -> bool:
    return full_name(name) in {repeat.id for repeat in procedure.repeats}
