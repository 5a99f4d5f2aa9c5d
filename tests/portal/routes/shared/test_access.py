"""Each route permits exactly what its access declaration states (docs/access.md)."""

import pytest

from portal.routes.families import pages_of
from portal.services.shared.installation import Installation
from portal.services.staff.add_staff import ROLES
from portal.web.machines.route import MachineRoute
from portal.web.shared.file_posting import read_file_post
from portal.web.shared.piece_posting import read_piece
from portal.web.shared.posting import read_post
from portal.web.shared.router import PageRoute
from tests.examples import some
from tests.house.route_table import routes_of
from tests.portal.routes.asking_pages import Askers
from tests.portal.serving import with_any_card

PAGES = pages_of("single").pages
OF_STAFF = [page for page in PAGES if page.access.who == "staff"]


@pytest.fixture
def askers(equipped: Installation) -> Askers:
    """A city with a card reader at its counter, with which visitors sign."""
    return Askers(with_any_card(equipped))


def name(page: PageRoute) -> str:
    return f"{page.method} {page.path}"


def test_who_is_not_signed_in_is_sent_to_sign_in(askers: Askers) -> None:
    signed_out, wrong = askers.signed_out(), []
    for page in PAGES:
        response = signed_out.ask(page)
        outcome = response.status_code, response.headers.get("location", "").partition("?")[0]
        expected = {
            "signed in": (303, "/sign-in"), "owner": (303, "/sign-in"), "staff": (303, "/staff/sign-in"),
        }.get(page.access.who)  # fmt: skip
        if (expected or outcome) != outcome or outcome[0] in (500, 502):
            wrong.append(f"{name(page)}: {outcome}")
    assert wrong == [], "\n".join(wrong)


def test_a_machine_without_a_token_is_refused_before_its_body_is_read(askers: Askers) -> None:
    calls = [route for route in routes_of("single") if isinstance(route, MachineRoute)]
    assert len(calls) > 5
    statuses = {askers.call(method, call.path) for call in calls for method in call.methods or ()}
    assert statuses == {401}


def test_staff_with_every_other_role_is_refused(askers: Askers) -> None:
    wrong = []
    for page in OF_STAFF:
        others = [frozenset(ROLES) - set(page.access.roles)] if page.access.roles else []
        others += [frozenset(ROLES) - {page.access.beside}] if page.access.beside else []
        for roles in others:
            status = askers.staff(roles).ask(page).status_code
            if status != 403:
                wrong.append(f"{name(page)}: {status} for {' '.join(sorted(roles))}")
    assert wrong == [], "\n".join(wrong)


def test_each_role_that_is_declared_is_enough(askers: Askers) -> None:
    """The addressed objects do not exist: 404 counts as access. One role of each page, all in `make long`."""
    wrong = []
    for page in OF_STAFF:
        for role in some(page.access.roles or ROLES[:1], 1, of=name(page)):
            status = askers.staff(frozenset({role, page.access.beside or role})).ask(page).status_code
            if status in (401, 403) or status >= 500:
                wrong.append(f"{name(page)}: {status} for {role}")
    assert wrong == [], "\n".join(wrong)


def test_every_form_for_people_is_read_by_what_asks_for_its_token() -> None:
    """Tests of the forms' tokens: tests/portal/web/shared/test_posting.py, test_file_posting.py,
    test_piece_posting.py. Residents and staff send no other requests.
    """
    readers: dict[str, tuple[object, ...]] = {
        "GET": (None,),
        "POST": (read_post, read_file_post),
        "PATCH": (read_piece,),
    }
    people = [page for page in PAGES if page.access.who != "system"]
    read_by = {name(page): getattr(page.reader, "func", page.reader) for page in people}  # with its own limits
    assert [name(page) for page in people if read_by[name(page)] not in readers[page.method]] == []
