"""A day of equal letters: one page, one confirmation, one batch, labels, and a way back."""

import re

import pytest

from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.pdfs import page_texts
from tests.portal.routes.dispatching import decided, line_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.notices.dispatching import audited
from tests.portal.world import DUTY, add_member

LIST = "/desk/dispatches"


@pytest.fixture
def clerk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))


@pytest.fixture
def waiting(installation: Installation, reviewer: Member) -> list[str]:
    return [decided(installation, reviewer) for _ in range(3)]


def stack_page(browser: StaffBrowser) -> str:
    (address,) = re.findall(r'href="(/desk/dispatches/stacks/[0-9]+)"', browser.get(LIST))
    return str(address)


def boxes(page: str) -> list[str]:
    return re.findall(r'name="line" value="([0-9]+:[0-9a-f]+)"', page)


def states(installation: Installation, numbers: list[str]) -> list[str]:
    return [line_of(installation, number).state for number in numbers]


def test_a_stack_becomes_a_batch_by_one_confirmation(
    installation: Installation, clerk: StaffBrowser, waiting: list[str]
) -> None:
    address = stack_page(clerk)
    page = clerk.get(address)
    assert (page.count("見本県見本市見本町"), len(boxes(page))) == (3, 3)
    unread = clerk.post(address, address, {"line": boxes(page)})
    assert unread.status_code == 422
    assert "「くらべました」に印を付けてください。" in unread.text
    assert clerk.post(address, address, {"confirmed": "1"}).status_code == 422
    assert states(installation, waiting) == ["waiting"] * 3
    answer = clerk.post(address, address, {"line": boxes(page), "confirmed": "1"})
    batch = answer.headers["location"].partition("?")[0]
    assert states(installation, waiting) == ["packed"] * 3
    arrived = clerk.get(answer.headers["location"])
    assert f'action="{batch}/unpack" class="flash-undo"' in arrived
    again = clerk.post(LIST, address, {"line": boxes(page), "confirmed": "1"})
    assert "ほかの人が先に確かめたか" in again.text
    assert (
        clerk.post(batch, f"{batch}/unpack", {}).headers["location"] == f"{LIST}?duty={DUTY}&state=checked&did=unpacked"
    )
    assert states(installation, waiting) == ["checked"] * 3


def test_a_stack_may_be_checked_without_a_batch(
    installation: Installation, clerk: StaffBrowser, waiting: list[str]
) -> None:
    address = stack_page(clerk)
    sent: dict[str, str | list[str]] = {"line": boxes(clerk.get(address))[:2], "confirmed": "1", "only": "yes"}
    assert clerk.post(address, address, sent).headers["location"] == f"{LIST}?duty={DUTY}&state=checked&did=stack"
    assert states(installation, waiting) == ["checked", "checked", "waiting"]
    assert "/stacks/" not in clerk.get(LIST), "a single letter is checked by itself"
    assert clerk.client.get(address).headers["location"].endswith("did=single")


def test_what_was_posted_is_taken_back_as_a_whole_on_the_same_day(
    installation: Installation, clerk: StaffBrowser, waiting: list[str]
) -> None:
    address = stack_page(clerk)
    packed = clerk.post(address, address, {"line": boxes(clerk.get(address)), "confirmed": "1"})
    batch = packed.headers["location"].partition("?")[0]
    clerk.post(batch, f"{batch}/letters", {})
    lines = [str(line_of(installation, number).id) for number in waiting]
    clerk.post(batch, f"{batch}/sent", {"line": lines, "on": "2026-11-20"})
    assert f'action="{batch}/undo" class="flash-undo"' in clerk.get(f"{batch}?did=sent")
    assert clerk.post(batch, f"{batch}/undo", {}).headers["location"] == f"{batch}?did=undone"
    assert states(installation, waiting) == ["packed"] * 3
    assert clerk.post(batch, f"{batch}/undo", {}).headers["location"] == f"{batch}?did=late"


def test_labels_have_each_addressee_once_and_leave_the_used_places_free(
    installation: Installation, clerk: StaffBrowser, reviewer: Member, waiting: list[str]
) -> None:
    address = stack_page(clerk)
    packed = clerk.post(address, address, {"line": boxes(clerk.get(address)), "confirmed": "1"})
    batch = packed.headers["location"].partition("?")[0]
    (sheet,) = page_texts(clerk.post(batch, f"{batch}/labels", {"first": "1"}).content)
    assert (sheet.count("髙見本太郎様"), sheet.count("000-0001")) == (3, 3)
    assert len(page_texts(clerk.post(batch, f"{batch}/labels", {"first": "11"}).content)) == 2
    assert len(audited(installation, "print label")) == 6
    assert clerk.post(batch, f"{batch}/unpack", {}).status_code == 303
    assert clerk.post(LIST, f"{batch}/labels", {}).status_code == 409


def test_no_label_of_somebody_protected_without_the_right(
    installation: Installation, clerk: StaffBrowser, reviewer: Member, waiting: list[str]
) -> None:
    address = stack_page(clerk)
    packed = clerk.post(address, address, {"line": boxes(clerk.get(address)), "confirmed": "1"})
    batch = packed.headers["location"].partition("?")[0]
    with installation.database.write() as unit:
        protect(installation, unit, reviewer.actor, [("髙見本　太郎", "1949-04-03")], "staff", "申し出")
        unit.commit()
    assert clerk.post(batch, f"{batch}/labels", {}).status_code == 403
    assert audited(installation, "print label") == []


def test_a_stranger_finds_no_stack_and_no_batch(
    installation: Installation, clerk: StaffBrowser, reviewer: Member, waiting: list[str]
) -> None:
    address = stack_page(clerk)
    packed = clerk.post(address, address, {"line": boxes(clerk.get(address)), "confirmed": "1"})
    batch = packed.headers["location"].partition("?")[0]
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "child-allowance")))
    assert charlie.client.get(address).status_code == 404
    for act in ("labels", "unpack", "undo"):
        assert charlie.post(LIST, f"{batch}/{act}", {}).status_code == 404
