"""To the current version, if each version on the way has `carry_over`."""

from collections.abc import Mapping, Set
from dataclasses import replace

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.messages import LANGUAGES
from forms.path.carrying import Carried, carry, fates
from portal.db import Unit
from portal.errors import Conflict, required
from portal.services.filing.drafts import Draft, draft_path, open_draft, sealed_changes
from portal.services.filing.version_changes import OldAnswer, VersionChanges
from portal.services.shared.catalogue import Catalogue, speech_of
from portal.services.shared.needs import Records
from portal.store.files import attachments
from portal.store.filing import drafts
from portal.store.procedures import definitions


def way_on(catalogue: Catalogue, unit: Unit, begun: Procedure) -> tuple[Procedure, ...]:
    """The current version last; () if the draft stays. A number with another meaning is an author's trial."""
    offered = catalogue.current(begun.id)
    if not offered.meaning or begun.meaning == offered.meaning or offered.version < begun.version:
        return ()
    if offered.version == begun.version:
        return (offered,)
    if offered.carry_over is None:
        return ()
    between = definitions.between(unit, offered.id, begun.version, offered.version)
    way = (*(catalogue.version(unit, meaning) for meaning in between), offered)
    return way if all(procedure.carry_over is not None for procedure in way) else ()


def move_draft(installation: Records, unit: Unit, draft: Draft) -> Draft:
    for procedure in way_on(installation.catalogue, unit, draft.procedure):
        draft = _moved(installation, unit, draft, procedure)
    return draft


def _moved(installation: Records, unit: Unit, draft: Draft, new: Procedure) -> Draft:
    old = draft.procedure
    carried = carry(old, new, draft.answers)
    moved = replace(draft, procedure=new, answers=carried.answers)
    again = {*carried.doubts, *carried.again}
    asked = draft_path(installation, moved).pages
    asked_names = {field.name for page in asked for field in page.fields}
    brought = _changes(draft, new, carried, asked_names)
    reopened = {page.page.id for page in asked if any(field.id in again for field in page.fields)}
    row = replace(
        draft.row,
        meaning=new.meaning,
        sealed_answers=draft.sealer.seal("draft", dict(carried.answers)),
        seen=" ".join(sorted(draft.seen - reopened)),
        sealed_carried=sealed_changes(draft.sealer, brought),
    )
    if not drafts.move(unit, row):
        raise Conflict("draft")
    _drop_files(unit, draft, carried)
    stored = required(drafts.by_id(unit, draft.id), Conflict("draft"))
    return open_draft(installation, unit, stored)


def _changes(draft: Draft, new: Procedure, carried: Carried, asked_names: Set[str]) -> VersionChanges:
    old, before = draft.procedure, draft.brought
    if not draft.answers:
        return before
    fate = {change.to: name for name, change in fates(old, new).items() if change.to}
    doubts = {
        key: OldAnswer(_by_language(old, old.field(doubt.key), doubt.value), doubt.value if doubt.fits else None)
        for key, doubt in carried.doubts.items()
    }
    return VersionChanges(
        untold=True,
        new=tuple(
            name for name, field in new.by_name.items() if field.type.asks and name in asked_names and name not in fate
        ),
        again=(*carried.doubts, *carried.again),
        reworded=tuple(
            name for name in fate if name in asked_names and new.by_name[name].label != old.by_name[fate[name]].label
        ),
        gone=(*before.gone, *(_by_language(old, old.field(key)) for key in carried.lost)),
        old=_still(before, new, carried.answers) | doubts,
        source=before.source,
    )


def _still(before: VersionChanges, new: Procedure, answers: Answers) -> dict[str, OldAnswer]:
    return {key: answer for key, answer in before.old.items() if key not in answers and full_name(key) in new.by_name}


def _by_language(procedure: Procedure, field: Field, value: Value | None = None) -> Mapping[str, str]:
    by_language = {}
    for language in LANGUAGES:
        speech = speech_of(procedure, language)
        label = speech.text(field.label_place, field.label)
        by_language[language] = label if value is None else field.type.show(value, field.settings, speech, field.path)
    return by_language


def _drop_files(unit: Unit, draft: Draft, carried: Carried) -> None:
    asked = {key: draft.procedure.field(key) for key in carried.lost}
    for key, field in asked.items():
        if field.type.control == "file":
            for file in draft.answers[key]:
                attachments.remove(unit, draft.shelf.holder, file["id"])
