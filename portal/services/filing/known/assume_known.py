"""Passes fully known pages; the next page shows them, to be confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.answers import canonical
from forms.definition.field import Value
from forms.definition.procedure import row_of
from forms.path.path import AskedPage, Path
from forms.path.rows import confirm_offers, repeat_at
from portal.services.filing.drafts import Draft, draft_path
from portal.services.filing.known.fold_known import row_as_offered
from portal.services.shared.needs import Basics


@dataclass(frozen=True)
class Assumed:
    """`draft` and `path` as if `passed` had been sent."""

    draft: Draft
    path: Path
    asked: AskedPage | None  # the page that follows, or None
    passed: tuple[AskedPage, ...] = ()

    @property
    def names(self) -> list[str]:
        lists = [page.page.id for page in self.passed if page.repeat is not None]
        return sorted([*lists, *(field.id for page in self.passed for field in page.fields)])


def assume_known(installation: Basics, draft: Draft, path: Path) -> Assumed:
    """Passes nothing if no other page is left: the check page confirms nothing."""
    stored = Assumed(draft, path, path.next_page(draft.seen))
    if draft.helping or draft.brought:
        return stored
    passed: list[str] = []
    while (asked := path.next_page(draft.seen)) is not None:
        after = with_known(installation, draft, path, asked)
        if after is None:
            pages = tuple(page for name in passed if (page := path.page(name)) is not None)
            return Assumed(draft, path, asked, pages)
        draft, path = after.draft, after.path
        passed.append(asked.page.id)
    return stored


def with_known(installation: Basics, draft: Draft, path: Path, asked: AskedPage) -> Assumed | None:
    """As if this page had been sent, if all of it is known."""
    values = known_on(draft, path, asked)
    if not values:
        return None
    # Rows of the household: the list follows them, so that others can be added.
    seen = draft.seen if asked.repeat is not None and asked.repeat.of_household else draft.seen | {asked.page.id}
    later = replace(draft, answers={**draft.answers, **values}, seen=seen)
    after = draft_path(installation, later, path.together)
    page = after.page(asked.page.id)
    return Assumed(later, after, None, (page,)) if page is not None and _is_settled(after, asked) else None


def known_on(draft: Draft, path: Path, asked: AskedPage) -> Mapping[str, Value]:
    """{} unless every question of the page is known."""
    if asked.repeat is not None:
        return _rows_elsewhere(draft, path, asked.page.id)
    offered = offered_on(draft, path, asked)
    values: dict[str, Value] = {}
    for field in asked.fields:
        answer = path.answers.get(field.id)
        if field.compute is not None:
            continue
        if field.id in path.mistakes:
            return {}
        if field.id in path.known:
            values[field.id] = path.known[field.id]
        elif field.id in path.as_known or (answer is not None and offered.get(field.id) == answer):
            values[field.id] = answer
        else:
            return {}
    return values


def _rows_elsewhere(draft: Draft, path: Path, key: str) -> Mapping[str, Value]:
    # The rows that are offered, if they are the household's, or in a bundle all of them rows of another part.
    offers = path.offers.get(key, ())
    household = offers and repeat_at(draft.procedure, key).of_household
    if key in draft.answers or not (household or all(_person(offer) in _in_other_parts(draft) for offer in offers)):
        return {}
    count = len(offers)
    rows = confirm_offers(draft.procedure, path, draft.answers, key, range(count)) if count else {}
    return {name: value for name, value in rows.items() if draft.answers.get(name) != value}


def _in_other_parts(draft: Draft) -> frozenset[str]:
    return frozenset(
        _person({"name": value, "birth": part.answers.get(f"{row_of(name)}.birth")})
        for part in draft.parts
        if part.id != draft.id
        for name, value in part.answers.items()
        if name.endswith(".name") and row_of(name)
    )


def _person(facts: Mapping[str, Value]) -> str:
    return canonical({name: facts.get(name) for name in ("name", "birth")}).decode()


def offered_on(draft: Draft, path: Path, asked: AskedPage) -> Mapping[str, Value]:
    key, _, number = asked.row.key.rpartition(".") if asked.row is not None else ("", "", "")
    return row_as_offered(draft, path, key, number) if key else {}


def _is_settled(after: Path, asked: AskedPage) -> bool:
    # Without a mistake, a warning, a stop or a further question.
    page = after.page(asked.page.id)
    if page is None or page.open or after.stopped is not None:
        return False
    if page.repeat is not None:
        return not any(name.startswith(f"{page.page.id}.") for name in after.mistakes)
    return not any(
        field.id in after.warnings or field.id in after.mistakes or (field.type.asks and field.id not in after.answers)
        for field in page.fields
    )
