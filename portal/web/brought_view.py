"""What the pages of a draft say about its move to a newer version, and the old answers beside their questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.field import Value
from forms.path import AskedPage
from forms.speech import Speech
from portal.services.brought import OldAnswer
from portal.services.drafts import OWNER, Draft
from portal.web.words import words


@dataclass(frozen=True)
class BroughtView:
    """`lists`: what happened (new, again, reworded, gone) and the labels of the questions, none empty."""

    say: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]


def brought_view(draft: Draft, speech: Speech) -> BroughtView | None:
    """None where there is nothing to tell, or it was told: they have gone on since."""
    brought = draft.brought
    if not brought.untold:
        return None
    lists = {name: _labels(draft, getattr(brought, name), speech) for name in ("again", "new", "reworded")}
    lists["gone"] = tuple(labels[speech.language] for labels in brought.gone)
    said = draft.procedure.carry_over.say if draft.procedure.carry_over is not None else ""
    say = speech.text("carry_over.say", said) if said else ""
    return BroughtView(say, tuple((name, labels) for name, labels in lists.items() if labels))


def _labels(draft: Draft, keys: tuple[str, ...], speech: Speech) -> tuple[str, ...]:
    fields = [draft.procedure.field(key) for key in keys]
    return tuple(speech.text(field.label_place, field.label) for field in fields)


def old_answers(draft: Draft, asked: AskedPage, speech: Speech) -> list[tuple[str, str]]:
    """(label, old answer) of the questions of a page that are asked again. What came from another application and stands
    in its box is not said twice."""
    old = _old(draft)
    return [
        (speech.text(field.label_place, field.label), old[field.id].said[speech.language])
        for field in asked.fields
        if field.id in old and field.id not in draft.answers
        if not (draft.brought.source and old[field.id].value is not None)
    ]


def _old(draft: Draft) -> Mapping[str, OldAnswer]:
    """Those of another application are for its owner's eyes, not for who came to this draft by a code (D42)."""
    return {} if draft.brought.source and draft.access != OWNER else draft.brought.old


def old_values(draft: Draft) -> dict[str, Value]:
    """Old answers that may be given again: they stand in the boxes, as what is known does."""
    return {key: one.value for key, one in _old(draft).items() if one.value is not None}


def old_sources(draft: Draft, speech: Speech) -> dict[str, str]:
    """Where those come from, in words."""
    number = draft.brought.source
    sentences = words(speech.language)
    source = sentences["again.source"].format(number=number) if number else sentences["brought.source"]
    return dict.fromkeys(old_values(draft), source)
