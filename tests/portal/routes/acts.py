"""Which test of a route shows where each act of staff leaves the keyboard (`acts.txt`)."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.routing import Match

from portal.routes.families import pages_of
from portal.web.shared.router import PageRoute

HERE = Path(__file__).parent
PAGES = pages_of("single")
# What an act ends in: a page with a place for the keyboard; that page again with what is wrong, and the place there; or
# no page: a file that is saved, or an answer to a script, and the keyboard stays where it was.
PAGE, REFUSED, STAYS = "page", "refused", "stays"

Outcome = tuple[str, str]  # PAGE, REFUSED or STAYS, and the route's path


@cache
def acts() -> Mapping[str, frozenset[Outcome]]:
    """By test: "desk/test_x.py::test_y"."""
    shown = defaultdict[str, set[Outcome]](set)
    for line in (HERE / "acts.txt").read_text("utf-8").splitlines():
        path, outcome, test = line.split()
        shown[test].add((outcome, path))
    return {test: frozenset(outcomes) for test, outcomes in shown.items()}


def route_of(address: str) -> PageRoute | None:
    """Of a post."""
    scope = {"type": "http", "method": "POST", "path": urlsplit(address).path}
    matched, child = PAGES.matches(scope)
    return child["route"] if matched is Match.FULL else None
