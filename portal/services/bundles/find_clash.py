"""Concurrent edits of a draft: pages carry a mark of the answers shown; the person chooses."""

from collections.abc import Iterable, Mapping

from forms.path.binding import Posted, bind
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path
from portal.services.filing.drafts import MARK, Draft, mark_of


def mark_of_page(form_key: bytes, draft: Draft, asked: AskedPage) -> str:
    return mark_of(form_key, draft, (field.id for field in asked.fields))


def mark_of_row(form_key: bytes, draft: Draft, row: str) -> str:
    return mark_of(form_key, draft, sorted(name for name in draft.answers if name.startswith(f"{row}.")))


def with_unseen_files(
    form_key: bytes, draft: Draft, asked: AskedPage, posted: Mapping[str, list[str]], removed: Iterable[str]
) -> Mapping[str, list[str]]:
    """Merges files that another window added or removed. `removed`: on this page."""
    if (posted.get(MARK) or [""])[0] in ("", mark_of_page(form_key, draft, asked)):
        return posted
    boxes, removed_ids = {name: list(values) for name, values in posted.items()}, frozenset(removed)
    for field in asked.fields:
        if field.type.control == "file":
            stored = [file["id"] for file in draft.answers.get(field.id, ()) if file["id"] not in removed_ids]
            boxes[field.id] = [
                file for file in dict.fromkeys((*stored, *boxes.get(field.id, ()))) if file in draft.files
            ]
    return boxes


def find_clash(
    form_key: bytes, draft: Draft, asked: AskedPage, posted: Posted, environment: Environment
) -> Path | None:
    """The typed path. Requests without a mark are not checked."""
    read = (posted.get(MARK) or [""])[0]
    if not read or read == mark_of_page(form_key, draft, asked):
        return None
    names = frozenset(field.id for field in asked.fields)
    typed = bind(draft.procedure, names, posted, draft.answers, environment)
    # files of both windows are merged (`with_unseen_files`)
    chosen = [field.id for field in asked.fields if field.type.control != "file"]
    same = all(typed.answers.get(name) == draft.answers.get(name) for name in chosen)
    return None if same or typed.mistakes else typed
