"""Rows of the interview."""

from portal.services.shared.installation import Installation
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Boxes, serve
from tests.portal.world import add_member

SEEN: Boxes = {"visit-came": ["self"], "visit-papers": ["driving_licence"]}


def test_what_is_sent_once_more_adds_nobody_and_empties_no_row(equipped: Installation) -> None:
    """A browser that reloads its page submits the earlier boxes again."""
    clerk = serve(equipped, add_member(equipped, "insurer", ("clerk", "health-insurance")), "A-3", SEEN)
    clerk.read_card("ＳＡＭＰＬＥ　ＭＩＫＡ", "19910203", "2", "見本県見本市見本町一丁目9番9号")
    clerk.add("kokuho-kanyu")
    screen = clerk.page("interview")
    # The name is incomplete, so that the page is returned with its mistakes.
    screen.press("refresh", {"p0.reason": ["welfare_end"], "p0.claimant.phone": ["000"]})
    body = {**boxes(screen.page), "screen-act": "person.0.members.1"}
    first = screen.browser.client.post(screen.address, data=body)
    assert (first.status_code, first.headers["location"].endswith("#household")) == (303, True)
    rows = clerk.current().parts[0].entry.kept
    again = screen.browser.client.post(screen.address, data=body)
    assert again.status_code == 409
    assert clerk.current().parts[0].entry.kept == rows
    stale = boxes(again.text)
    assert stale["p0.members.1.name.family"], "resubmitting clears no row"
    assert screen.browser.client.post(screen.address, data={**stale, "screen-act": "refresh"}).status_code == 422
    assert clerk.current().parts[0].entry.path.answers["members.1.name"] == rows["members.1.name"]


def test_somebody_can_be_put_into_a_row_that_was_emptied(equipped: Installation) -> None:
    clerk = serve(equipped, add_member(equipped, "insurer", ("clerk", "health-insurance")), "A-4", SEEN)
    clerk.read_card("例示　舞", "19900809", "2", "見本県見本市見本町一丁目9番9号")
    clerk.add("kokuho-kanyu")
    screen = clerk.page("interview")
    screen.press("refresh", {"p0.reason": ["welfare_end"]})
    screen.press("person.0.members.1")
    parts = [box for box in boxes(screen.page) if box.startswith("p0.members.1.")]
    assert "p0.members.1.name.family" in parts
    screen.press("refresh", {part: [] for part in parts})
    assert "members.1.name" not in clerk.current().parts[0].entry.path.answers
    screen.press("person.0.members.1")
    assert clerk.current().parts[0].entry.path.answers["members.1.name"] == {"family": "例示", "given": "舞"}


def test_among_the_children_everybody_means_the_children(equipped: Installation) -> None:
    clerk = serve(equipped, add_member(equipped, "giver", ("clerk", "child-allowance")), "A-5", SEEN)
    for name, birth in (("例示　舞", "19900809"), ("例示　空", "20200506"), ("例示　海", "20220506")):
        clerk.read_card(name, birth, "2", "見本県見本市見本町一丁目9番9号")
    clerk.add("kodomo-iryohi")
    screen = clerk.page("interview")
    assert "子ども全員を入れる" in screen.page
    screen.press("people.0.children")
    path = clerk.current().parts[0].entry.path
    names = [path.answers[f"children.{row}.name"]["given"] for row in path.rows["children"]]
    assert names == ["空", "海"]
    assert 'value="person.0.children.1"' in screen.page, "another person can still be added"
