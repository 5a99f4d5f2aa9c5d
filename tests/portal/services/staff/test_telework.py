"""庁外の働き方: who is outside, what rights are left, and what is a file."""

import pytest

from portal.config import load_settings
from portal.services.shared.rights import Member
from portal.services.staff.telework import is_file, is_outside, narrowed
from tests.portal.world import DUTY, PLACE


@pytest.mark.parametrize(
    ("networks", "place", "outside"),
    [
        ("", "203.0.113.9", False), ("10.1.0.0/16", "10.1.2.3", False), ("10.1.0.0/16", "10.2.0.1", True),
        ("10.1.0.0/16 fd00::/8", "fd00::1", False), ("10.1.0.0/16", "::1", True), ("10.1.0.0/16", "", True),
        ("10.1.0.0/16", "a proxy", True),
    ],
)  # fmt: skip
def test_whatever_is_not_the_citys_network_is_outside(networks: str, place: str, outside: bool) -> None:
    assert is_outside(load_settings(env="test", staff_networks=networks), place) == outside


def test_outside_nobody_sees_numbers_or_protected_people_or_hands_over() -> None:
    roles = ("reviewer", "my_number", "protected", "exporter", "clerk")
    member = narrowed(Member(1, "bob", "bob", frozenset((role, DUTY) for role in roles), PLACE))
    assert member.rights == {("reviewer", DUTY), ("clerk", DUTY)}
    assert not any(member.may(act, DUTY) for act in ("use number", "see protected", "export"))


@pytest.mark.parametrize(
    ("kind", "disposition", "file"),
    [
        ("text/html; charset=utf-8", "", False), ("application/json", "", False), ("image/png", "", False), ("", "", False),
        ("text/event-stream", "", False), ("image/jpeg", "Attachment; filename=a.jpg", True), ("application/pdf", "inline", True),
        ("text/csv; charset=utf-8", "", True), ("application/zip", "", True), ("application/octet-stream", "", True),
    ],
)  # fmt: skip
def test_what_a_page_does_not_show_is_a_file(kind: str, disposition: str, file: bool) -> None:
    assert is_file(kind, disposition) == file
