"""What fills an interview beside card and 住民票: the city's own records, and what follows from who somebody is. Nothing of whoever is protected."""

from typing import Any

import pytest

from portal.services.installation import Installation
from portal.services.protect import STAFF, protect
from portal.services.rights import Member
from tests.portal.routes.interviewing import Clerk, serve, with_sources
from tests.portal.world import add_member

CARE, ALLOWANCE, AGAIN = "yokaigo-nintei", "jido-teate-nintei", "kaigo-hihokenshasho-saikofu"
DUTIES = ("care-qualification", "care-assessment", "health-insurance", "child-allowance")


@pytest.fixture
def here(installation: Installation) -> Installation:
    return with_sources(installation)


@pytest.fixture
def member(here: Installation) -> Member:
    return add_member(here, "clerk", *(("clerk", duty) for duty in DUTIES))


def began(here: Installation, member: Member, came: str = "self") -> Clerk:
    return serve(here, member, "A-12", {"visit-came": [came], "visit-papers": ["driving_licence"]})


def told(clerk: Clerk, procedure: str) -> dict[str, tuple[Any, str]]:
    """What stands there, and its source."""
    (part,) = [one for one in clerk.stands().parts if one.draft.procedure.id == procedure]
    return {name: (origin.value, origin.source) for name, origin in part.origins.items()}


def test_what_the_city_holds_fills_care_forms_for_who_came(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("S29.6.15", "うめこ")
    clerk.add(CARE, AGAIN)
    found = told(clerk, CARE)
    assert {name: value for name, value in found.items() if name.startswith(("insurance.", "insured.number"))} == {
        "insurance.kind": ("national", "held"), "insurance.insurer": ("見本市国民健康保険", "held"),
        "insurance.insurer_no": ("991018", "held"), "insurance.symbol": ("見本", "held"), "insurance.number": ("0000102", "held"),
        "insurance.branch": ("01", "held"), "insured.number": ("0000000102", "held"),
    }  # fmt: skip
    assert found["moved_in"] == (False, "register")
    assert told(clerk, AGAIN)["insured_no"] == ("0000000102", "held")
    assert "市の保険・年金の記録" in clerk.page("interview").page


def test_and_for_whom_an_agent_came_not_of_the_agent(here: Installation, member: Member) -> None:
    clerk = began(here, member, "agent")
    clerk.read_card("髙見本　梅子", "19540615", "2", "見本県見本市見本町一丁目2番3号")
    clerk.find("S24.4.3", "たろう")
    clerk.add(CARE)
    found = told(clerk, CARE)
    assert (found["insurance.kind"], found["insurance.number"]) == (("late_elderly", "held"), ("00000101", "held"))
    assert "insurance.symbol" not in found


def test_where_they_lived_in_january_is_told_of_whoever_lived_here_by_then(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H6.4.12", "たろう")
    clerk.add(ALLOWANCE)
    found = told(clerk, ALLOWANCE)
    assert (found["claimant.january"], found["spouse.january"]) == (("here", "register"), ("here", "register"))
    assert (found["receiving"], found["capacity"]) == ((False, "held"), ("parent", "register"))


def test_of_who_came_later_it_is_asked(here: Installation, member: Member) -> None:
    clerk = began(here, member)
    clerk.find("H9.8.21", "あおい")
    clerk.add(ALLOWANCE)
    assert not {"claimant.january", "spouse.january", "capacity", "receiving"} & told(clerk, ALLOWANCE).keys()


def test_nothing_is_held_of_somebody_protected_nor_of_their_household(here: Installation, member: Member) -> None:
    with here.database.write() as unit:
        protect(here, unit, member.actor, [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    clerk = began(here, member)
    clerk.find("S29.6.15", "うめこ")
    clerk.add(CARE)
    assert not any(source in ("held", "register") for _, source in told(clerk, CARE).values())
