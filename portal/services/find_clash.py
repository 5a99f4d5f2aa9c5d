"""Two who write on one draft: what one typed never takes the place of what the other saved without being asked.

A page carries a mark of the answers it was shown with. Where they are others by now, the person chooses."""

import hmac
from collections.abc import Iterable

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
    same = all(typed.answers.get(name) == draft.answers.get(name) for name in names)
    return None if same or typed.mistakes else typed
