"""Walks a draft, storing nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.city.city_words import in_words_of
from forms.definition.procedure import Procedure
from forms.path.binding import Posted, bind
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path, walk
from forms.path.rows import add_row
from portal.errors import BadRequest
from portal.services.shared.needs import Basics

MOST_PAGES = 400
ROWS = "rows:"  # box with the numbers of a repeat's rows


@dataclass(frozen=True)
class Walked:
    # `asked` None: all pages were passed. `seen`: pages passed, in their order.
    procedure: Procedure
    environment: Environment
    path: Path
    asked: AskedPage | None
    seen: tuple[str, ...]
    mistaken: bool = False
    added: Mapping[str, Sequence[str]] | None = None


def walk_draft(
    installation: Basics, draft: Procedure, posted: Posted, seen: Sequence[str], page: str, add: bool = False
) -> Walked:
    # `page`: the one that was just sent, or "". `add`: a row more on its list.
    today = installation.clock.today()
    procedure = in_words_of(installation.city, draft, today)
    environment = installation.rules.environment(procedure, today, "online")
    if len(seen) > MOST_PAGES:
        raise BadRequest("pages")
    rows = {name.removeprefix(ROWS): list(values) for name, values in posted.items() if name.startswith(ROWS)}
    if any(
        not (value.isascii() and value.isdigit() and len(value) < 5) for values in rows.values() for value in values
    ):
        raise BadRequest("rows")
    rows = {name: values[:50] for name, values in rows.items()}
    path = _bound(procedure, posted, {*seen, page}, rows, environment)
    sent = path.page(page) if page else None
    added: Mapping[str, Sequence[str]] = rows
    if sent is not None and sent.repeat is not None and add and len(path.rows.get(page, ())) < 50:
        added = {**rows, page: list(add_row(path, rows, page)[0][page])}
        path = _bound(procedure, posted, set(seen), added, environment)
        page = ""
    if sent is not None and any(field.id in path.mistakes for field in sent.fields):
        return Walked(procedure, environment, path, sent, tuple(name for name in seen if name != page), True, added)
    passed = {*seen, page}
    asked = next((asked for asked in path.pages if asked.page.id not in passed), None)
    order = tuple(asked.page.id for asked in path.pages if asked.page.id in passed)
    return Walked(procedure, environment, path, None if path.stopped else asked, order, False, added)


def _bound(
    procedure: Procedure, posted: Posted, pages: set[str], rows: Mapping[str, Sequence[str]], environment: Environment
) -> Path:
    # Each page may decide what the next ones ask, so names are collected until no page is new.
    names: frozenset[str] = frozenset()
    path = walk(procedure, rows, environment)
    for _ in range(len(pages) + 1):
        shown = frozenset(
            field.id for asked in path.pages if asked.page.id in pages for field in asked.fields if field.type.asks
        )
        if shown == names:
            break
        names = shown
        path = bind(procedure, names, posted, rows, environment)
    return path
