"""A draft's move to a newer version."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition.field import Value
from forms.path.path import AskedPage
from forms.text.speech import Speech
from portal.services.filing.drafts import OWNER, Draft
from portal.services.filing.version_changes import OldAnswer
from portal.web.shared.words import words


@dataclass(frozen=True)
class VersionChangesView:
    message: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]  # kind of change (new, again, reworded, gone) with labels


def version_changes_view(draft: Draft, speech: Speech) -> VersionChangesView | None:
    brought = draft.brought
    if not brought.untold:
        return None
    lists = {name: _labels(draft, getattr(brought, name), speech) for name in ("again", "new", "reworded")}
    lists["gone"] = tuple(labels[speech.language] for labels in brought.gone)
    message = draft.procedure.carry_over.say if draft.procedure.carry_over is not None else ""
    message_text = speech.text("carry_over.say", message) if message else ""
    return VersionChangesView(message_text, tuple((name, labels) for name, labels in lists.items() if labels))


def _labels(draft: Draft, keys: tuple[str, ...], speech: Speech) -> tuple[str, ...]:
    fields = [draft.procedure.field(key) for key in keys]
    return tuple(speech.text(field.label_place, field.label) for field in fields)


def old_answers(draft: Draft, asked: AskedPage, speech: Speech) -> list[tuple[str, str]]:
    """Except what is in the input already."""
    old = _old(draft)
    return [
        (speech.text(field.label_place, field.label), old[field.id].shown[speech.language])
        for field in asked.fields
        if field.id in old and field.id not in draft.answers
        if not (draft.brought.source and old[field.id].value is not None)
    ]


def _old(draft: Draft) -> Mapping[str, OldAnswer]:
    # Another application's answers are not shown to helpers with a code (D42).
    return {} if draft.brought.source and draft.access != OWNER else draft.brought.old


def old_values(draft: Draft) -> dict[str, Value]:
    return {key: answer.value for key, answer in _old(draft).items() if answer.value is not None}


def old_sources(draft: Draft, speech: Speech) -> dict[str, str]:
    number = draft.brought.source
    sentences = words(speech.language)
    source = sentences["again.source"].format(number=number) if number else sentences["brought.source"]
    return dict.fromkeys(old_values(draft), source)
