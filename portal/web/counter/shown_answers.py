"""What a page showed (D262)."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.definition.procedure import Field
from forms.path.binding import Posted, owner
from forms.path.binding import boxes as boxes_of
from portal.services.counter.enter_at_counter import UNREAD
from portal.services.counter.interview import Interview, Part
from portal.services.shared.catalogue import speech_of
from portal.web.counter.interview_screen import Screen, prefix_of
from portal.web.counter.interview_topics import views_of

_SIGNS = 8  # of a hash: two answers of one question, never one of many
_MOST = 8  # changes without a clash that are listed


@dataclass(frozen=True)
class Change:
    """Saved elsewhere meanwhile."""

    label: str
    answer: str
    target: str  # box
    clash: bool  # this page has another answer


@dataclass(frozen=True)
class Changes:
    listed: tuple[Change, ...] = ()
    more: int = 0

    @property
    def clash(self) -> bool:
        return any(change.clash for change in self.listed)


def shown_answers(interview: Interview) -> str:
    return " ".join(
        f"{prefix_of(index)}.{field.id}={mark}"
        for index, part in enumerate(interview.parts)
        for field in _fields(part)
        if (mark := _mark(_raw(part, field)))
    )


def own_changes(
    stored: Interview, boxes: Sequence[Posted], names: Sequence[frozenset[str]], shown: str
) -> tuple[list[Posted], list[frozenset[str]]]:
    # of a page from before, boxes that are as they were shown clear and overwrite nothing
    marks = _marks(shown)
    merged: list[Posted] = []
    changed: list[frozenset[str]] = []
    for index, (part, posted, own) in enumerate(zip(stored.parts, boxes, names, strict=True)):
        start = prefix_of(index)
        mine = frozenset(name for name in own if marks.get(f"{start}.{name}", "") != _mark(boxes_of(name, posted)))
        unread: Mapping[str, Posted] = part.entry.kept.get(UNREAD, {})
        theirs = {name: raw for name, raw in unread.items() if name not in mine}  # stays as it was typed
        rest = {box: values for box, values in posted.items() if not owner(box, theirs.keys())}
        merged.append({**rest, **{box: values for raw in theirs.values() for box, values in raw.items()}})
        changed.append(mine | theirs.keys())
    return merged, changed


def changes_elsewhere(stored: Interview, posted: Interview, screen: Screen, shown: str) -> Changes:
    marks, views = _marks(shown), {view.id: view for view in views_of(screen.topics)}
    changes: dict[str, Change] = {}
    for index, (before, after) in enumerate(zip(stored.parts, posted.parts, strict=True)):
        asked = before.entry.reception.asked
        for field in _fields(before):
            raw = _raw(before, field)
            name = field.id if field.id in asked else f"{prefix_of(index)}.{field.id}"
            view = views.get(name)
            if view is None or marks.get(f"{prefix_of(index)}.{field.id}", "") == _mark(raw):
                continue
            clash = _mark(_raw(after, field)) != _mark(raw)
            changes[name] = Change(view.label, _words(before, field), view.first_box, clash)
    clashes = [change for change in changes.values() if change.clash]
    others = [change for change in changes.values() if not change.clash]
    return Changes((*clashes, *others[:_MOST]), max(0, len(others) - _MOST))


def _fields(part: Part) -> Iterator[Field]:
    yield from part.entry.reception.fields
    yield from part.entry.path.fields


def _raw(part: Part, field: Field) -> Posted:
    kept = part.entry.kept
    unread: Mapping[str, Posted] = kept.get(UNREAD, {})
    if field.id in unread:
        return boxes_of(field.id, unread[field.id])
    value = part.entry.reception.answers.get(field.id, kept.get(field.id))
    return {} if value is None else field.type.typed(value, field.settings)


def _words(part: Part, field: Field) -> str:
    if field.protection == "number":
        return ""
    value = part.entry.reception.answers.get(field.id, part.entry.kept.get(field.id))
    if value is None:
        return "・".join(text for values in _raw(part, field).values() for text in values if text)
    return field.type.show(value, field.settings, speech_of(part.draft.procedure, "ja"), field.path)


def _marks(shown: str) -> Mapping[str, str]:
    return dict(name.rpartition("=")[::2] for name in shown.split())


def _mark(raw: Posted) -> str:
    filled = sorted((box, [value for value in values if value]) for box, values in raw.items() if any(values))
    return hashlib.sha256(repr(filled).encode()).hexdigest()[:_SIGNS] if filled else ""
