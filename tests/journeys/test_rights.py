"""Who of the staff may open and do what: what the pages do is what `rights.yaml` says, role by role and address by address. The
file is written by hand, for whoever answers for it; nothing is derived from the code that it checks."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from portal.services.add_staff import ROLES
from tests.journeys.lamps import offered
from tests.journeys.paper_forms import city_by_two
from tests.journeys.place import ADMIN, AUDITOR, CLERK, SECTION, Place
from tests.journeys.places import PLACES
from tests.journeys.service import PASSWORDS, Service
from tests.journeys.tour import Tour
from tests.journeys.visitor import Visitor
from tests.servers import running

MAY: dict[str, list[str]] = YAML(typ="safe").load((Path(__file__).parent / "rights.yaml").read_text("utf-8"))
# Rights that open nothing by themselves are held beside one that opens the case; the file writes such a pair with a plus.
PAIRS = ("reviewer+my_number", "reviewer+protected")
SEATS = (*ROLES, *PAIRS)
# Whoever comes in ends something; what is left out is one's own, or tells who may by what is there, and has stories of its own.
LEFT_OUT = {
    "POST /staff/sign-out", "POST /staff/lock", "GET /staff/account/passkeys/options",
    "POST /staff/account/family/{relative:row_number}/remove",
    "POST /staff/account/passkeys/{passkey:row_number}/remove", "POST /desk/{receipt:receipt_number}/papers/{paper}",
    "PATCH /desk/{receipt:receipt_number}/papers/{paper}", "POST /desk/slots/{resource}",
    "POST /desk/campaigns/stops/{stop:row_number}/remove", "GET /desk/{receipt:receipt_number}/match",
    "POST /desk/{receipt:receipt_number}/match", "POST /counter/drafts/{draft}/discard", "POST /counter/drafts/{draft}/restore",
    "POST /counter/comers/{reservation:row_number}", "GET /counter/remote/{remote:row_number}",
    "GET /counter/remote/{remote:row_number}/news", "POST /counter/remote/{remote:row_number}",
    "GET /counter/remote/{remote:row_number}/{page}", "POST /counter/remote/{remote:row_number}/{page}",
    "POST /desk/assignment/absences/{absence:row_number}/end",
    "POST /admin/people/{person:row_number}/rights/{right:row_number}/end",
}  # fmt: skip
OF_STAFF = [place for place in PLACES if place.whose in (CLERK, SECTION, AUDITOR, ADMIN) and place.name not in LEFT_OUT]


class Staff:
    """One member for each role and pair, with that for every duty and with no other."""

    def __init__(self, service: Service) -> None:
        self.tour, self._stack = Tour(service), ExitStack()
        self.seats = {seat: self._seat(service, seat) for seat in SEATS}

    def _seat(self, service: Service, seat: str) -> Visitor:
        login = f"only-{seat.replace('+', '-')}"
        rights = [word for role in seat.split("+") for word in ("--right", f"{role}:*")]
        given = service.command("staff", "add", login, "--name", seat, *rights)
        found = re.search(r"password +(\S+)", given.stdout)
        assert found, given.stderr
        PASSWORDS[login] = found[1]
        return self._stack.enter_context(service.member(login))

    def close(self) -> None:
        self._stack.close()
        self.tour.close()


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """A service of their own: what is posted here would be in the way of other stories."""
    folder = tmp_path_factory.mktemp("rights")
    settings = {
        "KAKANAI_PROCEDURES": str(offered(folder / "procedures")),
        "KAKANAI_CITY": str(city_by_two(folder / "city")),
    }
    with running("demo", folder=folder, **settings) as server:
        made = Staff(Service(server))
        yield made
        made.close()


def status(visitor: Visitor, place: Place, address: str) -> int:
    """Of a form that is empty and was shown long ago: who may send it is told so, and little changes."""
    if place.method == "GET":
        return visitor.client.get(address, follow_redirects=False).status_code
    visitor.client.follow_redirects = False
    return visitor.post(address, [("csrf_token", visitor.token()), ("revision", "999")]).status_code


@pytest.mark.parametrize("place", OF_STAFF, ids=lambda place: place.name)
def test_rights_are_as_the_file_says(place: Place, staff: Staff) -> None:
    address, named = place.address(staff.tour), set(MAY[place.name])
    may = [seat for seat in SEATS if {seat, *seat.split("+")} & named]
    asked = [seat for seat in SEATS if seat not in may] + may
    told = {seat: status(staff.seats[seat], place, address) for seat in asked}
    assert [seat for seat, answer in told.items() if answer not in (403, 404)] == asked[len(SEATS) - len(may) :], told
    assert max(told.values()) < 500


def test_rights_are_told_of_every_address_of_staff() -> None:
    assert set(MAY) == {place.name for place in OF_STAFF}
