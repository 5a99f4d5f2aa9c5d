"""個人番号 of an interview: typed once for a person, and kept for each procedure that asks for it by law, sealed as it lies (D122). Before
anything of the interview is stored: from here on its answers, and what is noted of where they came from, hold references alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms.answers import Answers
from forms.fields.my_number import KEPT, is_reference
from forms.procedure import Procedure
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.interview import Interview, Part
from portal.services.keep_numbers import keep_numbers, numbers_in, share_numbers
from portal.services.origins import Origin, with_origins
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store.attachments import Holder


@dataclass
class _Stored:
    """By its digits, for the time of one post: the draft under which a number was stored, and its reference."""

    first: dict[str, tuple[str, str]] = field(default_factory=dict)

    def told(self, draft_id: str, answers: Answers, names: Mapping[str, Any]) -> Answers:
        """With the references of what another part has stored."""
        known = {name: self.first.get(str(value), ("", "")) for name, value in names.items()}
        return {**answers, **{name: ref for name, (whose, ref) in known.items() if ref and whose != draft_id}}


def settle_numbers(installation: Installation, unit: Unit, member: Member, interview: Interview) -> Interview:
    """The interview as it may be stored, or registered. Conflict where no number may be kept; the caller commits."""
    stored = _Stored()
    parts = tuple(_settled(installation, unit, one, stored) for one in interview.parts)
    for one in parts:
        others = [other.draft.id for other in parts if other.draft.id != one.draft.id]
        if share_numbers(unit, one.draft.procedure, one.entry.kept, one.draft.id, others):
            write_audit(installation, unit, member.actor, "share number", detail=one.draft.procedure.id)
    return replace(interview, parts=parts)


def _settled(installation: Installation, unit: Unit, part: Part, stored: _Stored) -> Part:
    procedure, draft_id = part.draft.procedure, part.draft.id
    names = numbers_in(procedure, part.entry.kept)
    if not names:
        return part
    told = stored.told(draft_id, part.entry.kept, names)
    kept = keep_numbers(installation, unit, Holder(draft_id=draft_id), procedure, part.draft.answers, told)
    for name, value in names.items():
        if value != KEPT and not is_reference(value):
            stored.first.setdefault(str(value), (draft_id, str(kept[name])))
    origins = _without_digits(procedure, part.origins, kept)
    path = replace(part.entry.path, answers=_with(part.entry.path.answers, kept, names))
    whole = with_origins(kept, origins)
    entry = replace(part.entry, draft=replace(part.draft, answers=whole), kept=whole, path=path)
    return replace(part, entry=entry, origins=origins)


def _with(answers: Answers, kept: Answers, names: Mapping[str, Any]) -> dict[str, Any]:
    gone = {name for name in names if name not in kept}
    changed = {name: kept[name] for name in names if name in kept and name in answers}
    return {name: value for name, value in answers.items() if name not in gone} | changed


def _without_digits(procedure: Procedure, origins: Mapping[str, Origin], kept: Answers) -> dict[str, Origin]:
    told = numbers_in(procedure, dict.fromkeys(origins))
    return {name: replace(one, value=kept.get(name)) if name in told else one for name, one in origins.items()}
