"""Usual answers in an interview: they stand there with their source, yield to what is said, and are nobody's where nobody is known."""

import pytest

from portal.services.installation import Installation
from tests.portal.routes.interviewing import Clerk, serve, with_sources
from tests.portal.routes.test_unwritten import AGAIN, LICENCE
from tests.portal.world import add_member


@pytest.fixture
def one(installation: Installation) -> Clerk:
    here = with_sources(installation)
    made = serve(here, add_member(here, "clerk", ("clerk", "care-qualification")), "A-1", LICENCE)
    made.add(AGAIN)
    return made


def stands(one: Clerk) -> dict[str, tuple[object, str]]:
    """Answers with their sources."""
    (part,) = one.stands().parts
    return {
        name: (part.entry.path.answers.get(name), part.origins[name].source if name in part.origins else "")
        for name in ("cards", "reason", "delivery", "phone")
    }


def test_what_is_usual_stands_there_and_yields_to_what_is_said(one: Clerk) -> None:
    one.find("S29.6.15", "うめこ")
    usual = {"cards": (["insured"], "usual"), "reason": ("lost", "usual"), "delivery": ("address", "usual")}
    assert stands(one) == {**usual, "phone": (None, "")}
    assert "ふつうの答え" in one.browser.get(f"{one.desk.address}/interview")
    one.page("interview").press("refresh", {"p0.delivery": ["counter"]})
    assert stands(one)["delivery"] == ("counter", "speech")


def test_nothing_is_usual_of_somebody_whom_no_source_knows(one: Clerk) -> None:
    assert {answer for answer, _ in stands(one).values()} == {None}
