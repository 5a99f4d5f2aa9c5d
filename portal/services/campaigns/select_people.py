"""Whom a section may write to because of what they filed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.kind import WITHDRAWN
from forms.definition.procedure import Field, Procedure, full_name
from forms.fields.choice import codes_of
from forms.text.speech import Speech
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.shared.invitation_code import person_mark
from portal.services.shared.needs import HasInvitationKey
from portal.services.shared.people_in import people_in
from portal.services.shared.write_notice import NEWS, use_of
from portal.store.campaigns import segments, stop_lists
from portal.store.residents import contacts
from portal.store.signing import delegations

MOST_CONDITIONS = 3
_TRUTH = ("yes", "no")


@dataclass(frozen=True)
class Selection:
    procedure: str
    conditions: tuple[tuple[str, str], ...] = ()  # (question, answer), which all hold

    @property
    def as_text(self) -> str:
        return json.dumps(self.conditions, ensure_ascii=False)


def selection_of(procedure: str, conditions: str) -> Selection:
    return Selection(procedure, tuple((question, answer) for question, answer in json.loads(conditions)))


@dataclass(frozen=True)
class Choice:
    question: str
    label: str
    answers: Mapping[str, str]  # code → words


def choices_of(procedure: Procedure, speech: Speech) -> list[Choice]:
    # Without what the definition calls confidential.
    return [
        Choice(field.name, field.label, answers)
        for field in procedure.fields
        if field.protection in ("open", "personal") and (answers := dict(_answers(field, speech)))
    ]


def _answers(field: Field, speech: Speech) -> Iterator[tuple[str, str]]:
    match field.type.id:
        case "yes_no":
            yield from zip(_TRUTH, ("はい", "いいえ"), strict=True)
        case "choice":
            for code in field.type.options(field.settings):
                yield code, field.type.show(code, field.settings, speech, field.path)
        case "multiple_choice":
            for code in field.type.options(field.settings):
                yield code, field.type.show([code], field.settings, speech, field.path)


def people_of(installation: HasInvitationKey, unit: Unit, duty: str, selection: Selection) -> list[str]:
    stopped, person_ids = stop_lists.marks(unit, duty), dict[str, None]()
    for row in segments.willing(unit, selection.procedure, use_of(NEWS), WITHDRAWN):
        # A case that was transferred is the other section's to read.
        if row.person_id is None or row.person_id in person_ids or row.duty != duty:
            continue
        # Consent to news covers the agent's own matters, not those of the principal.
        if delegations.of_application(unit, row.id) is not None:
            continue
        case = open_case(installation, unit, row)
        if not case.protected and _holds(case, selection) and not _is_stopped(installation, case, stopped):
            person_ids[row.person_id] = None
    return list(person_ids)


def _holds(case: Case, selection: Selection) -> bool:
    return all(_answered(case.answers, question, answer) for question, answer in selection.conditions)


def _answered(answers: Answers, question: str, answer: str) -> bool:
    # In rows one of them is enough.
    return any(answer in _codes(value) for key, value in answers.items() if full_name(key) == question)


def _codes(value: Value) -> Sequence[str]:
    return (_TRUTH[not value],) if isinstance(value, bool) else codes_of(value)


def _is_stopped(installation: HasInvitationKey, case: Case, stopped: frozenset[bytes]) -> bool:
    people = people_in(case.procedure, case.answers) if stopped else frozenset()
    return any(person_mark(installation.invitation_key, *person) in stopped for person in people)


def ways_of(unit: Unit, people: Sequence[str]) -> dict[str, int]:
    # One person may choose several.
    counts: dict[str, int] = {}
    for person in people:
        for row in contacts.of_person(unit, person):
            if row.state == "proved" and use_of(NEWS) in row.uses.split():
                counts[row.channel] = counts.get(row.channel, 0) + 1
    return counts
