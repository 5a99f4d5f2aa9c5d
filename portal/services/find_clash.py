"""Two who write on one draft: what one typed never takes the place of what the other saved without being asked.

A page carries a mark of the answers it was shown with. Where they are others by now, the person chooses."""

import hmac
from collections.abc import Iterable, Mapping

from forms.answers import canonical
from forms.binding import Posted, bind
from forms.environment import Environment
from forms.path import AskedPage, Path
from portal.services.drafts import Draft
from portal.services.installation import Installation

MARK = "read"  # the box of our forms that brings the mark back


def mark_of(installation: Installation, draft: Draft, names: Iterable[str] | None = None) -> str:
    """Tells nothing of the answers to whoever has no key of ours. `names`: of these questions; None: of all."""
    told = draft.answers if names is None else {name: draft.answers.get(name) for name in names}
    return hmac.new(installation.form_key, f"{draft.id}\n".encode() + canonical(told), "sha256").hexdigest()


def mark_of_page(installation: Installation, draft: Draft, asked: AskedPage) -> str:
    return mark_of(installation, draft, (field.id for field in asked.fields))


def mark_of_row(installation: Installation, draft: Draft, row: str) -> str:
    """Of everything that stands in a row, before it is taken away. `row`: its key."""
    return mark_of(installation, draft, sorted(name for name in draft.answers if name.startswith(f"{row}.")))


def with_unseen_files(
    installation: Installation, draft: Draft, asked: AskedPage, posted: Mapping[str, list[str]], gone: Iterable[str]
) -> Mapping[str, list[str]]:
    """The boxes with the files that another window added since this page was shown, and without those that it removed:
    what a page did not show, it cannot have left out on purpose. `gone`: ids that this page says are to go."""
    if (posted.get(MARK) or [""])[0] in ("", mark_of_page(installation, draft, asked)):
        return posted
    boxes, going = {name: list(values) for name, values in posted.items()}, frozenset(gone)
    for one in asked.fields:
        if one.type.control == "file":
            stands = [file["id"] for file in draft.answers.get(one.id, ()) if file["id"] not in going]
            boxes[one.id] = [file for file in dict.fromkeys((*stands, *boxes.get(one.id, ()))) if file in draft.files]
    return boxes


def find_clash(
    installation: Installation, draft: Draft, asked: AskedPage, posted: Posted, environment: Environment
) -> Path | None:
    """The path as it was just typed, where this page was answered otherwise since it was shown. What has to be mended is
    mended first; a form without a mark is none of our pages."""
    read = (posted.get(MARK) or [""])[0]
    if not read or read == mark_of_page(installation, draft, asked):
        return None
    names = frozenset(field.id for field in asked.fields)
    typed = bind(draft.procedure, names, posted, draft.answers, environment)
    # Files of both windows stand beside each other (`with_unseen_files`): there is nothing to choose.
    chosen = [field.id for field in asked.fields if field.type.control != "file"]
    same = all(typed.answers.get(name) == draft.answers.get(name) for name in chosen)
    return None if same or typed.mistakes else typed
