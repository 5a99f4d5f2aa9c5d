"""Usual answers in an interview."""

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.interviewing import Clerk, serve, with_sources
from tests.portal.routes.residents.test_unwritten import AGAIN, LICENCE
from tests.portal.world import add_member


@pytest.fixture
def clerk(installation: Installation) -> Clerk:
    equipped = with_sources(installation)
    clerk = serve(equipped, add_member(equipped, "clerk", ("clerk", "care-qualification")), "A-1", LICENCE)
    clerk.add(AGAIN)
    return clerk


def answers_of(clerk: Clerk) -> dict[str, tuple[object, str]]:
    (part,) = clerk.current().parts
    return {
        name: (part.entry.path.answers.get(name), part.origins[name].source if name in part.origins else "")
        for name in ("cards", "reason", "delivery", "phone")
    }


def test_what_is_usual_is_there_and_yields_to_what_is_stated(clerk: Clerk) -> None:
    clerk.find("S29.6.15", "うめこ")
    usual = {"cards": (["insured"], "usual"), "reason": ("lost", "usual"), "delivery": ("address", "usual")}
    assert answers_of(clerk) == {**usual, "phone": (None, "")}
    assert "ふつうの答え" in clerk.browser.get(f"{clerk.desk.address}/interview")
    clerk.page("interview").press("refresh", {"p0.delivery": ["counter"]})
    assert answers_of(clerk)["delivery"] == ("counter", "speech")


def test_nothing_is_usual_of_somebody_whom_no_source_knows(clerk: Clerk) -> None:
    assert {answer for answer, _ in answers_of(clerk).values()} == {None}
