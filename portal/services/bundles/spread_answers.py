"""Copies go to all parts with the same question about the same person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forms.definition.field import Value
from forms.definition.sharing import Key, Together
from portal.clock import to_micro
from portal.db import Unit
from portal.services.files.keep_numbers import share_numbers
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft, together_of, whole_path
from portal.services.shared.needs import Basics, HasNumberKeys
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles

_ROUNDS = 5  # answers can open further shared questions


def spread_answers(
    installation: HasNumberKeys,
    unit: Unit,
    session: Session,
    before: Draft,
    actor: Actor,
    questions: Sequence[str] = (),
) -> Draft:
    """`before`: the draft before `questions` were saved."""
    ids = (before.procedure.id, before.id)
    after = draft_of_resident(installation, unit, session, *ids, helpers=(before.access,))
    if not after.bundle:
        return after
    together = together_of(installation, before)
    shared = together.shared_answers(before.place, questions, after.answers)
    # what the owner read in one part counts as read in all
    read_names = [{name for name, key in keys.items() if key in shared} for keys in together.keys]
    parts = _spread_to_all(installation, after.parts, shared)
    for old, new in zip(after.parts, parts, strict=True):
        if new.answers != old.answers:
            others = [part.id for part in parts if part.id != old.id]
            # before saving: saving deletes numbers that a part no longer references
            if share_numbers(unit, old.procedure, new.answers, old.id, others):
                write_audit(installation, unit, actor, "share number", detail=old.procedure.id)
    for old, new, names in zip(after.parts, parts, read_names, strict=True):
        if new.answers != old.answers or (not old.helping and names & old.helped.keys()):
            save_draft(installation, unit, old, new.answers, old.seen, names)
    bundles.touch(unit, after.bundle, to_micro(installation.clock.now()))
    return draft_of_resident(installation, unit, session, *ids, helpers=(before.access,))


def _spread_to_all(installation: Basics, parts: Sequence[Draft], shared: Mapping[Key, Value]) -> list[Draft]:
    updated = list(parts)
    for _ in range(_ROUNDS):
        changes = Together(tuple(whole_path(installation, part) for part in updated)).filled(shared)
        if not any(changes):
            break
        updated = [replace(part, answers=_merged(part, change)) for part, change in zip(updated, changes, strict=True)]
        shared = {}  # already copied
    return updated


def _merged(draft: Draft, change: Mapping[str, Value]) -> dict[str, Value]:
    kept = {name: value for name, value in draft.answers.items() if change.get(name, value) is not None}
    return kept | {name: value for name, value in change.items() if value is not None}
