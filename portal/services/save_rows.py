"""The list of rows of a draft: one more, one less, those confirmed that a register offers, or on to what follows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forms.answers import Answers
from forms.path import AskedPage, Path, walk
from forms.rows import add_row, confirm_offers, remove_row
from portal.db import Unit
from portal.services.drafts import Draft, draft_environment, save_draft
from portal.services.installation import Installation

_OFFER = re.compile("[0-9]{1,4}")


@dataclass(frozen=True)
class RowsAct:
    """`what` is add, remove or next; `number` the row that goes; `offers` the positions that were confirmed."""

    what: str
    number: str = ""
    offers: tuple[int, ...] = ()


@dataclass(frozen=True)
class RowsSaved:
    """`added`: the key of the new row, or "". `seen`: pages that count as seen from now on."""

    answers: Answers
    seen: frozenset[str]
    page: str  # the list
    added: str = ""


def read_act(acts: Sequence[str], offers: Sequence[str]) -> RowsAct:
    """What was pressed; anything else is read as going on."""
    what, _, number = (acts[0] if acts else "next").partition(".")
    chosen = tuple(sorted({int(offer) for offer in offers if _OFFER.fullmatch(offer)}))
    return RowsAct(what if what in ("add", "remove") else "next", number, chosen)


def save_rows(
    installation: Installation, unit: Unit, draft: Draft, path: Path, asked: AskedPage, act: RowsAct
) -> RowsSaved:
    """Stores what was done to the rows of the page `asked`. Conflict as `save_draft`."""
    saved = _done(draft, path, asked, act)
    save_draft(installation, unit, draft, saved.answers, saved.seen)
    return saved


def _done(draft: Draft, path: Path, asked: AskedPage, act: RowsAct) -> RowsSaved:
    key, repeat = asked.page.id, asked.repeat
    numbers = path.rows[key]
    if act.what == "add" and repeat is not None and len(numbers) < repeat.max:
        answers, number = add_row(path, draft.answers, key)
        return RowsSaved(answers, draft.seen - {key}, key, f"{key}.{number}")
    if act.what == "remove" and act.number not in numbers:
        return RowsSaved(dict(draft.answers), draft.seen, key)  # another window was faster
    if act.what == "remove":
        answers = remove_row(path, draft.answers, key, act.number)
        gone = f"{key}.{act.number}."
        return RowsSaved(answers, frozenset(page for page in draft.seen if not page.startswith(gone)) - {key}, key)
    if act.offers and key in draft.answers:
        # Another window confirmed meanwhile: what it made of them is looked at before anybody goes on.
        return RowsSaved(dict(draft.answers), draft.seen - {key}, key)
    if key in path.offers and key not in draft.answers:
        # Also where none was meant: the list comes again, on which others can be added.
        return RowsSaved(confirm_offers(draft.procedure, path, draft.answers, key, act.offers), draft.seen, key)
    return RowsSaved({**draft.answers, key: list(numbers)}, draft.seen | {key}, key)


def first_page_of(installation: Installation, draft: Draft, saved: RowsSaved) -> str:
    """The first page of the row that was added."""
    pages = walk(draft.procedure, saved.answers, draft_environment(installation, draft)).pages
    return next((page.page.id for page in pages if page.page.id.startswith(f"{saved.added}.")), "")
