"""An undecided earlier application about the same."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.answers import Answers
from forms.definition.kind import WITHDRAWN
from forms.definition.procedure import Procedure, full_name
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.open_answers import open_answers
from portal.services.residents.same_place import reasons
from portal.services.shared.fold_names import name_key
from portal.services.shared.needs import Records
from portal.services.shared.people_in import name_text, places_in
from portal.store.cases import applications

_MOST = 20  # of one person and procedure, undecided: further ones are not opened


@dataclass(frozen=True)
class Before:
    receipt_number: str
    day: date


def sent_before(
    installation: Records, unit: Unit, procedure: Procedure, answers: Answers, person_id: str | None
) -> Before | None:
    """None if the procedure allows repeats, or if each says something else in the definition's `same`."""
    rule = procedure.duplicate
    if rule is None or not person_id:
        return None
    rows = [
        application
        for application in applications.of_person(unit, person_id)
        if application.procedure == procedure.id and application.decided_at is None and application.state != WITHDRAWN
    ]
    for row in sorted(rows, key=lambda row: -row.arrived_at)[:_MOST]:
        # Who may send it once may not send it about something else either.
        if (rule.once and not rule.counts_others) or _alike(
            rule.same, (procedure, answers), open_answers(installation, unit, row)
        ):
            return Before(row.receipt_number, tokyo_day(from_micro(row.arrived_at)))
    return None


def _alike(names: Collection[str], *sides: tuple[Procedure, Answers]) -> bool:
    # In each of these questions; in rows: in one of them.
    return all(_agree(name, *sides) for name in names)


def _agree(name: str, *sides: tuple[Procedure, Answers]) -> bool:
    mine, theirs = (_values(name, *side) for side in sides)
    places = [places_in(*side, (name,)) for side in sides]
    return not (mine or theirs) or bool(mine & theirs) or any(reasons(*places))


def _values(name: str, procedure: Procedure, answers: Answers) -> set[str]:
    return {
        _written(procedure.by_name[name].type.id, answer)
        for key, answer in answers.items()
        if full_name(key) == name and name in procedure.by_name
    }


def _written(field_type: str, answer: Any) -> str:
    if field_type == "person_name":
        return name_key(name_text(answer))
    if isinstance(answer, str):
        return name_key(answer)
    return json.dumps(answer, ensure_ascii=False, sort_keys=True)
