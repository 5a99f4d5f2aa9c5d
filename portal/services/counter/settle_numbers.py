"""個人番号: typed once per person, kept for each procedure that asks for it by law (D122)."""

# Answers hold references.

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.fields.my_number import KEPT, is_reference
from portal.db import Unit
from portal.services.counter.interview import Interview, Part
from portal.services.files.keep_numbers import keep_numbers, numbers_in, share_numbers
from portal.services.filing.origins import Origin, with_origins
from portal.services.shared.needs import HasNumberKeys
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.files.attachments import Holder


@dataclass
class _Stored:
    # By digits: draft and reference.

    first: dict[str, tuple[str, str]] = field(default_factory=dict)

    def with_references(self, draft_id: str, answers: Answers, names: Mapping[str, Any]) -> Answers:
        known = {name: self.first.get(str(value), ("", "")) for name, value in names.items()}
        return {**answers, **{name: ref for name, (owner, ref) in known.items() if ref and owner != draft_id}}


def settle_numbers(installation: HasNumberKeys, unit: Unit, member: Member, interview: Interview) -> Interview:
    """Raises Conflict if a number may not be kept."""
    stored = _Stored()
    parts = tuple(_settled(installation, unit, part, stored) for part in interview.parts)
    for part in parts:
        others = [other.draft.id for other in parts if other.draft.id != part.draft.id]
        if share_numbers(unit, part.draft.procedure, part.entry.kept, part.draft.id, others):
            write_audit(installation, unit, member.actor, "share number", detail=part.draft.procedure.id)
    return replace(interview, parts=parts)


def _settled(installation: HasNumberKeys, unit: Unit, part: Part, stored: _Stored) -> Part:
    procedure, draft_id = part.draft.procedure, part.draft.id
    names = numbers_in(procedure, part.entry.kept)
    if not names:
        return part
    answers = stored.with_references(draft_id, part.entry.kept, names)
    kept = keep_numbers(installation, unit, Holder(draft_id=draft_id), procedure, part.draft.answers, answers)
    for name, value in names.items():
        if value != KEPT and not is_reference(value):
            stored.first.setdefault(str(value), (draft_id, str(kept[name])))
    origins = _without_digits(procedure, part.origins, kept)
    path = replace(part.entry.path, answers=_with(part.entry.path.answers, kept, names))
    full = with_origins(kept, origins)
    entry = replace(part.entry, draft=replace(part.draft, answers=full), kept=full, path=path)
    return replace(part, entry=entry, origins=origins)


def _with(answers: Answers, kept: Answers, names: Mapping[str, Any]) -> dict[str, Any]:
    removed = {name for name in names if name not in kept}
    changed = {name: kept[name] for name in names if name in kept and name in answers}
    return {name: value for name, value in answers.items() if name not in removed} | changed


def _without_digits(procedure: Procedure, origins: Mapping[str, Origin], kept: Answers) -> dict[str, Origin]:
    numbers = numbers_in(procedure, dict.fromkeys(origins))
    return {
        name: replace(origin, value=kept.get(name)) if name in numbers else origin for name, origin in origins.items()
    }
