"""Passes pages of which everything is known; the next page shows them, to be confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.definition.field import Value
from forms.path.path import AskedPage, Path
from portal.services.filing.drafts import OWNER, Draft, draft_path
from portal.services.filing.known.fold_known import row_as_offered
from portal.services.shared.needs import Basics


@dataclass(frozen=True)
class Assumed:
    """`draft` and `path` as if `passed` had been sent. `asked`: the page that follows, or None."""

    draft: Draft
    path: Path
    asked: AskedPage | None
    passed: tuple[AskedPage, ...] = ()

    @property
    def names(self) -> list[str]:
        return sorted(field.id for page in self.passed for field in page.fields)


def assume_known(installation: Basics, draft: Draft, path: Path) -> Assumed:
    """Passes nothing if no other page is left: the check page confirms nothing."""
    stored = Assumed(draft, path, path.next_page(draft.seen))
    if draft.access != OWNER or draft.brought:
        return stored
    passed: list[str] = []
    while (asked := path.next_page(draft.seen)) is not None:
        values = _known_on(draft, path, asked)
        later = replace(draft, answers={**draft.answers, **values}, seen=draft.seen | {asked.page.id})
        after = draft_path(installation, later) if values else path
        if not values or not _stands(after, asked):
            pages = tuple(page for name in passed if (page := path.page(name)) is not None)
            return Assumed(draft, path, asked, pages)
        draft, path = later, after
        passed.append(asked.page.id)
    return stored


def _known_on(draft: Draft, path: Path, asked: AskedPage) -> Mapping[str, Value]:
    """{} unless every question of the page is known."""
    offered = _offered(draft, path, asked)
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


def _offered(draft: Draft, path: Path, asked: AskedPage) -> Mapping[str, Value]:
    key, _, number = asked.row.key.rpartition(".") if asked.row is not None else ("", "", "")
    return row_as_offered(draft, path, key, number) if key else {}


def _stands(after: Path, asked: AskedPage) -> bool:
    """Without a mistake, a warning, a stop or a further question."""
    page = after.page(asked.page.id)
    if page is None or page.open or after.stopped is not None:
        return False
    return not any(
        field.id in after.warnings or field.id in after.mistakes or (field.type.asks and field.id not in after.answers)
        for field in page.fields
    )
