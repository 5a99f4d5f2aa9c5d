"""Moves an open draft to the version that is offered now, where each version on the way says what becomes of its answers.

A version without `carry_over` takes no draft over: what was begun before it goes on as it was begun."""

from collections.abc import Mapping, Set
from dataclasses import replace

from forms.answers import Answers
from forms.carrying import Carried, carry, fates
from forms.field import Value
from forms.messages import LANGUAGES
from forms.procedure import Field, Procedure, full_name
from portal.db import Unit
from portal.errors import Conflict
from portal.services.brought import Brought, OldAnswer
from portal.services.drafts import Draft, draft_path, open_draft, sealed_brought
from portal.services.installation import Installation
from portal.store import attachments, definitions, drafts


def way_on(installation: Installation, unit: Unit, begun: Procedure) -> tuple[Procedure, ...]:
    """The versions that a draft of `begun` goes through, the one offered now the last; () where it stays what it is.

    The same number with another meaning is a try of its author's (production has none): that takes drafts along."""
    offered = installation.catalogue.current(begun.id)
    if begun.meaning == offered.meaning or offered.version < begun.version:
        return ()
    if offered.version == begun.version:
        return (offered,)
    if offered.carry_over is None:
        return ()
    between = definitions.between(unit, offered.id, begun.version, offered.version)
    way = (*(installation.catalogue.version(unit, meaning) for meaning in between), offered)
    return way if all(one.carry_over is not None for one in way) else ()


def move_draft(installation: Installation, unit: Unit, draft: Draft) -> Draft:
    """The draft as it goes on. Conflict if somebody saved it at this moment."""
    for procedure in way_on(installation, unit, draft.procedure):
        draft = _moved(installation, unit, draft, procedure)
    return draft


def _moved(installation: Installation, unit: Unit, draft: Draft, new: Procedure) -> Draft:
    old = draft.procedure
    carried = carry(old, new, draft.answers)
    moved = replace(draft, procedure=new, answers=carried.answers)
    again = {*carried.doubts, *carried.again}
    asked = draft_path(installation, moved).pages
    now = {field.name for page in asked for field in page.fields}
    brought = _brought(installation, draft, new, carried, now)
    anew = {page.page.id for page in asked if any(field.id in again for field in page.fields)}
    row = replace(
        draft.row,
        meaning=new.meaning,
        sealed_answers=draft.sealer.seal("draft", dict(carried.answers)),
        seen=" ".join(sorted(draft.seen - anew)),
        sealed_carried=sealed_brought(draft.sealer, brought),
    )
    if not drafts.move(unit, row):
        raise Conflict("draft")
    _drop_files(unit, draft, carried)
    stored = drafts.by_id(unit, draft.id)
    if stored is None:
        raise Conflict("draft")
    return open_draft(installation, unit, stored)


def _brought(installation: Installation, draft: Draft, new: Procedure, carried: Carried, now: Set[str]) -> Brought:
    """Also what an earlier move left untold; of what nobody answered, nothing is told. `now`: names that are asked."""
    old, before = draft.procedure, draft.brought
    if not draft.answers:
        return before
    fate = {one.to: name for name, one in fates(old, new).items() if one.to}
    doubts = {
        key: OldAnswer(
            _by_language(installation, old, old.field(doubt.key), doubt.value), doubt.value if doubt.fits else None
        )
        for key, doubt in carried.doubts.items()
    }
    return Brought(
        untold=True,
        new=tuple(name for name, one in new.by_name.items() if one.type.asks and name in now and name not in fate),
        again=(*carried.doubts, *carried.again),
        reworded=tuple(
            name for name in fate if name in now and new.by_name[name].label != old.by_name[fate[name]].label
        ),
        gone=(*before.gone, *(_by_language(installation, old, old.field(key)) for key in carried.lost)),
        old=_still(before, new, carried.answers) | doubts,
        source=before.source,
    )


def _still(before: Brought, new: Procedure, answers: Answers) -> dict[str, OldAnswer]:
    """What was in doubt already and is still asked."""
    return {key: one for key, one in before.old.items() if key not in answers and full_name(key) in new.by_name}


def _by_language(
    installation: Installation, procedure: Procedure, one: Field, value: Value | None = None
) -> Mapping[str, str]:
    """The label of a question, or an answer to it, in every language."""
    found = {}
    for language in LANGUAGES:
        speech = installation.speech(procedure, language)
        label = speech.text(one.label_place, one.label)
        found[language] = label if value is None else one.type.show(value, one.settings, speech, one.path)
    return found


def _drop_files(unit: Unit, draft: Draft, carried: Carried) -> None:
    """Files that no question holds any more are gone with their answers."""
    asked = {key: draft.procedure.field(key) for key in carried.lost}
    for key, one in asked.items():
        if one.type.control == "file":
            for file in draft.answers[key]:
                attachments.remove(unit, draft.shelf.holder, file["id"])
