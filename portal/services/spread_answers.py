"""One answer for all: what was just answered in one part of a bundle is the answer of each part that asks the same person for the
same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forms.field import Value
from forms.sharing import Key, Together
from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.drafts import Draft, draft_of_resident, save_draft, together_of, whole_path
from portal.services.installation import Installation
from portal.services.keep_numbers import share_numbers
from portal.services.sessions import Session
from portal.services.write_audit import write_audit
from portal.store import bundles

_ROUNDS = 5  # an answer can open a question whose answer opens another


def spread_answers(
    installation: Installation, unit: Unit, session: Session, before: Draft, actor: Actor, questions: Sequence[str] = ()
) -> Draft:
    """The draft `before` as it stands now, after `questions` of one of its pages were saved; the others of its bundle say the same.
    The caller commits."""
    here = (before.procedure.id, before.id)
    after = draft_of_resident(installation, unit, session, *here, helpers=(before.access,))
    if not after.bundle:
        return after
    together = together_of(installation, before)
    said = together.said(before.place, questions, after.answers)
    # What its owner has read in one part they have read in all.
    read = [{name for name, key in keys.items() if key in said} for keys in together.keys]
    parts = _all_say_it(installation, after.parts, said)
    for old, new in zip(after.parts, parts, strict=True):
        if new.answers != old.answers:
            others = [one.id for one in parts if one.id != old.id]
            # Before the others are saved: a number that one of them names no more is gone from there.
            if share_numbers(unit, old.procedure, new.answers, old.id, others):
                write_audit(installation, unit, actor, "share number", detail=old.procedure.id)
    for old, new, names in zip(after.parts, parts, read, strict=True):
        if new.answers != old.answers or (not old.helping and names & old.helped.keys()):
            save_draft(installation, unit, old, new.answers, old.seen, names)
    bundles.touch(unit, after.bundle, to_micro(installation.clock.now()))
    return draft_of_resident(installation, unit, session, *here, helpers=(before.access,))


def _all_say_it(installation: Installation, parts: Sequence[Draft], said: Mapping[Key, Value]) -> list[Draft]:
    """With the same answers everywhere, also to what was not asked before."""
    now = list(parts)
    for _ in range(_ROUNDS):
        changes = Together(tuple(whole_path(installation, one) for one in now)).filled(said)
        if not any(changes):
            break
        now = [replace(one, answers=_merged(one, change)) for one, change in zip(now, changes, strict=True)]
        said = {}  # by now it stands everywhere
    return now


def _merged(draft: Draft, change: Mapping[str, Value]) -> dict[str, Value]:
    kept = {name: value for name, value in draft.answers.items() if change.get(name, value) is not None}
    return kept | {name: value for name, value in change.items() if value is not None}
