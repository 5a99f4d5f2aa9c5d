"""Each role opens the staff pages that declare it, with real cases behind them; docs/access.md lists them. Each page is
opened by one of its roles here (by all in `make long`) and refused to one of the others; in tests/portal/routes/shared/test_access.py
it is so for each role: who asks is judged before what is asked for.
"""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stdout, suppress
from io import StringIO
from unittest.mock import patch

import pytest

from portal.cli import main
from portal.services.staff.add_staff import ROLES
from tests.cheap_passwords import hash_cheaply
from tests.examples import some
from tests.journeys.place import Place
from tests.journeys.places import PLACES
from tests.journeys.service import PASSWORDS, Service
from tests.journeys.tour import Tour
from tests.journeys.visitor import Visitor

# These rights open nothing alone, so they are tested with one that opens the case.
PAIRS = ("reviewer+my_number", "reviewer+protected")
SEATS = (*ROLES, *PAIRS)
# Open to one member only, or consumed by an answer; tested elsewhere.
LEFT_OUT = {
    "GET /staff/account/passkeys/options", "GET /desk/{receipt:receipt_number}/match",
    "GET /desk/{receipt:receipt_number}/addressee",  # switched off (KAKANAI_ADDRESSEE_DIGITS)
    "GET /counter/remote/{remote:row_number}", "GET /counter/remote/{remote:row_number}/news",
    "GET /counter/remote/{remote:row_number}/page/{page}",
}  # fmt: skip
OF_STAFF = [place for place in PLACES if place.access.who == "staff"]


class Staff:
    """One member for each role or pair, with every duty, and one without a duty."""

    def __init__(self, tour: Tour) -> None:
        hash_cheaply()
        self.tour, self._stack = tour, ExitStack()
        self.seats = {seat: self._seat(tour.service, seat) for seat in SEATS}

    def _seat(self, service: Service, seat: str) -> Visitor:
        login = f"only-{seat.replace('+', '-')}"
        rights = [word for role in seat.split("+") for word in ("--right", f"{role}:*")]
        # In this process: one for each seat takes six seconds in all.
        with patch.dict(os.environ, service.environment()), redirect_stdout(StringIO()) as given, suppress(SystemExit):
            main(["staff", "add", login, "--name", seat, *rights])
        match = re.search(r"^ *password +(\S+)$", given.getvalue(), re.MULTILINE)
        assert match, given.getvalue()
        PASSWORDS[login] = match[1]
        return self._stack.enter_context(service.member(login))

    def close(self) -> None:
        self._stack.close()


@pytest.fixture(scope="module")
def staff(tour: Tour) -> Iterator[Staff]:
    members = Staff(tour)
    yield members
    members.close()


def is_admitted(place: Place, seat: str) -> bool:
    return place.access.admits(frozenset(seat.split("+")))


def admitted_here(place: Place) -> list[str]:
    return some([seat for seat in SEATS if is_admitted(place, seat)], 1, of=place.name)


def refused_here(place: Place, number: int) -> str:
    """The one of those who may not open it whose turn it is."""
    others = [seat for seat in SEATS if not is_admitted(place, seat)]
    return others[number % len(others)] if others else ""


@pytest.mark.parametrize("seat", SEATS)
def test_each_role_opens_the_pages_that_declare_it(seat: str, staff: Staff) -> None:
    wrong = []
    for number, place in enumerate(OF_STAFF):
        admitted = is_admitted(place, seat)
        here = (
            seat in admitted_here(place) and place.name not in LEFT_OUT
            if admitted
            else seat == refused_here(place, number)
        )
        if not here:
            continue
        page = {"Accept": "text/html"}  # else an auditor is not led to the page that asks for the ground
        answer = staff.seats[seat].client.get(place.address(staff.tour), headers=page, follow_redirects=False)
        status = answer.status_code
        if (status not in (403, 404)) is not admitted or status >= 500:
            wrong.append(f"{place.name}: {status}")
    assert wrong == [], "\n".join(wrong)
