"""A paper in progress."""

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.counter.test_day_of_leaving import KEN
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.routes.residents.test_unwritten import CARD, transfer
from tests.portal.world import add_member


@pytest.fixture
def clerk(equipped: Installation) -> Clerk:
    return serve(equipped, add_member(equipped, "clerk", ("clerk", "child-allowance")), "A-1", CARD)


def typed(clerk: Clerk) -> dict[str, list[str]]:
    return boxes(clerk.browser.get(f"{clerk.desk.address}/people/transfer"))


@pytest.mark.parametrize("act", ["refresh", "more"])
def test_it_is_there_after_a_reload_and_gone_once_it_is_taken_in(clerk: Clerk, act: str) -> None:
    half = {name: values for name, values in transfer(KEN).items() if not name.startswith("p1-birth")}
    assert clerk.key_paper("transfer", {**half, "screen-act": [act]}).status_code == 200
    assert (typed(clerk)["p1-name.family"], typed(clerk)["paper-address.street"]) == (["例示"], ["五丁目6番7号"])
    assert clerk.current().facts.people == ()
    assert "例示 健" not in clerk.page("people").page
    assert (
        clerk.key_paper("transfer", {**typed(clerk), "p1-birth.year": ["S63.4.2"], "screen-act": ["take"]}).status_code
        == 303
    )
    assert (clerk.current().facts.typed, len(clerk.current().facts.people)) == ({}, 1)


def test_what_was_refused_is_there_too(clerk: Clerk) -> None:
    wrong = {**transfer(KEN), "paper-day.year": ["R8.13.1"], "screen-act": ["take"]}
    assert clerk.key_paper("transfer", wrong).status_code == 422
    assert typed(clerk)["paper-day.year"] == ["R8.13.1"]


def test_who_types_of_a_paper_makes_no_interview_older(clerk: Clerk) -> None:
    clerk.add("kodomo-iryohi")
    before = clerk.current().known
    clerk.key_paper("transfer", {**transfer(KEN), "screen-act": ["refresh"]})
    assert clerk.current().known == before


def test_where_nobody_wrote_anything_a_card_that_is_read_later_fills_the_boxes(clerk: Clerk) -> None:
    empty = {name: values for name, values in typed(clerk).items() if name == "paper-rows"}
    assert clerk.key_paper("transfer", {**empty, "p1-name.family": [""], "screen-act": ["refresh"]}).status_code == 200
    clerk.read_card("例示　健", "19880402", "1", "架空県架空市一丁目1番1号")
    assert typed(clerk)["p1-name.family"] == ["例示"]
