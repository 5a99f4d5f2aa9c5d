"""Adds, removes or confirms rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forms.answers import Answers
from forms.path.path import AskedPage, Path, walk
from forms.path.rows import add_row, confirm_offers, remove_row
from portal.db import Unit
from portal.services.filing.drafts import Draft, draft_environment, save_draft
from portal.services.shared.needs import Basics, HasNumberKeys

_OFFER = re.compile("[0-9]{1,4}")


@dataclass(frozen=True)
class RowsAct:
    what: str  # add, remove, next, or more (rows beside the offers)
    number: str = ""
    offers: tuple[int, ...] = ()  # positions confirmed


@dataclass(frozen=True)
class RowsSaved:
    answers: Answers
    seen: frozenset[str]
    page: str  # the list
    added: str = ""


def read_act(acts: Sequence[str], offers: Sequence[str]) -> RowsAct:
    verb, _, number = (acts[0] if acts else "next").partition(".")
    chosen = tuple(sorted({int(offer) for offer in offers if _OFFER.fullmatch(offer)}))
    return RowsAct(verb if verb in ("add", "remove", "more") else "next", number, chosen)


def save_rows(
    installation: HasNumberKeys, unit: Unit, draft: Draft, path: Path, asked: AskedPage, act: RowsAct
) -> RowsSaved:
    """Raises Conflict as `save_draft`."""
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
        return RowsSaved(dict(draft.answers), draft.seen, key)  # already removed in another window
    if act.what == "remove":
        answers = remove_row(path, draft.answers, key, act.number)
        prefix = f"{key}.{act.number}."
        return RowsSaved(answers, frozenset(page for page in draft.seen if not page.startswith(prefix)) - {key}, key)
    if act.offers and key in draft.answers:
        # confirmed in another window: show the result first
        return RowsSaved(dict(draft.answers), draft.seen - {key}, key)
    if key in path.offers and key not in draft.answers:
        # The list is shown again to add others: if they say so, or chose nobody.
        seen = draft.seen | {key} if act.offers and act.what == "next" else draft.seen
        return RowsSaved(confirm_offers(draft.procedure, path, draft.answers, key, act.offers), seen, key)
    return RowsSaved({**draft.answers, key: list(numbers)}, draft.seen | {key}, key)


def first_page_of(installation: Basics, draft: Draft, answers: Answers, row: str) -> str:
    pages = walk(draft.procedure, answers, draft_environment(installation, draft)).pages
    return next((page.page.id for page in pages if page.page.id.startswith(f"{row}.")), "")
