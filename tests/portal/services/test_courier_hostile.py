"""An outer zone that was taken over, with its keys: what it packs is taken as far as an applicant could have sent it, and no further."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from integrations.courier_socket import Parcel
from portal.services.carry_folder import take_file
from portal.services.courier_ledger import ledger
from portal.services.installation import Installation
from portal.services.take_courier import Took, take_courier
from portal.store import applications, courier, messages, notices
from tests.pictures import jpeg
from tests.portal.routes.guest_browser import guest, offer, version
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import alice, file_application

PICTURE = "      - {id: picture, type: file, label: 写真}\n"
Change = Callable[[dict[str, Any]], object]


def forged(zones: Zones, package: bytes, change: Change, number: int = 50, parts: int = 0) -> Took:
    """The package as the outer zone's own key would sign it after this change. `parts`: so many are left out."""
    assert zones.inner.courier is not None
    assert zones.outer.courier is not None
    parcel = zones.inner.courier.open(package)
    first = json.loads(parcel.parts[0])
    change(first)
    rest = parcel.parts[1 : len(parcel.parts) - parts]
    sent = Parcel(number, parcel.made_at, [json.dumps(first).encode(), *rest])
    return take_courier(zones.inner, zones.outer.courier.pack(sent), CARRIER)


def filed_with_a_picture(zones: Zones) -> bytes:
    for installation in (zones.outer, zones.inner):
        offer(installation, version(1, PICTURE))
    page = guest(zones.outer).open("/apply/small").press("次へ進む", {"reason": "lost"})
    page.press("次へ進む", files={"picture.upload": ("a.jpg", jpeg("one"))}).press("申請する")
    (package,) = zones.pack("outer")
    return package


def in_case(**changes: Any) -> Change:
    return lambda first: first["cases"][0].update(changes)


@pytest.mark.parametrize(
    "change",
    [
        lambda first: first.update(format=1), lambda first: first.update(zone="inner"), lambda first: first.pop("taken"),
        lambda first: first.update(cases=[1]), lambda first: first.update(acknowledged=[["x"]]),
        lambda first: first.update(taken=[["1", 2]]), lambda first: first.update(items=[{}]),
        lambda first: first.pop("common"), lambda first: first["common"].update(offered=5), lambda first: first["cases"][0].pop("uid"),
    ],
)  # fmt: skip
def test_a_package_that_does_not_say_what_it_is_is_refused_whole(zones: Zones, change: Change) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    took = forged(zones, package, change)
    assert (took.act, took.reason) == ("refused", "contents")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (in_case(arrived_at=1 << 52), "unfit"), (in_case(opened={"notice-1": 1 << 52}), "unfit"),
        (in_case(said=[{"once": "x" * 20, "text": "x", "at": 1 << 52}]), "unfit"), (in_case(meaning="x"), "definition"),
        (in_case(signatures=5), "bug"), (in_case(payments=[{"state": "free"}]), "payment"), (in_case(booked=5), "bug"),
        (in_case(first=5), "bug"), (in_case(acts={}), "bug"), (in_case(evidence={}), "bug"), (in_case(step="x"), "bug"),
        (in_case(files={"x": {}}), "files"),
    ],
)  # fmt: skip
def test_an_application_that_does_not_fit_is_left_and_holds_up_no_other(
    zones: Zones, change: Change, reason: str
) -> None:
    session = alice(zones.outer)
    numbers = [file_application(zones.outer, session) for _ in range(2)]
    (package,) = zones.pack("outer")
    took = forged(zones, package, change)
    assert took.left == ((numbers[0], reason),)
    with zones.inner.database.read() as unit:
        assert [applications.by_number(unit, number) is not None for number in numbers] == [False, True]
        assert courier.owing(unit, 10) != []
    assert take_courier(zones.inner, package, CARRIER).left == ()  # as it was packed in truth, it is taken


def test_what_is_longer_than_any_package_is_refused_without_being_read(
    zones: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    (path := tmp_path / "x.courier").write_bytes(package)
    monkeypatch.setattr("portal.services.carry_folder.MOST_BYTES", len(package) - 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("it was read"))
    took = take_file(zones.inner, path, CARRIER)
    assert (took.act, took.reason, path.exists()) == ("refused", "too_large", False)
    with zones.inner.database.read() as unit:
        (step,) = courier.steps(unit, 9)
    assert (step.act, step.size) == ("refused", len(package))


def test_a_file_that_is_not_what_it_says_is_not_taken(zones: Zones) -> None:
    package = filed_with_a_picture(zones)
    name = json.loads(zones.inner.courier.open(package).parts[0])["cases"][0]["carried"].popitem()[0]  # type: ignore[union-attr]

    def other_sum(first: dict[str, Any]) -> None:
        first["cases"][0]["files"][name]["sha256"] = "0" * 64

    for change, parts in ((other_sum, 0), (lambda first: first, 1)):
        assert [why for _, why in forged(zones, package, change, 50 + parts, parts).left] == ["files"]


def test_while_files_cannot_be_looked_at_inside_the_application_waits(zones: Zones) -> None:
    package = filed_with_a_picture(zones)
    blind = replace(zones.inner, scanner=None)
    assert [why for _, why in take_courier(blind, package, CARRIER).left] == ["scanner"]
    assert take_courier(blind, package, CARRIER).left != ()
    with zones.inner.database.read() as unit:
        assert len(courier.steps(unit, 9)) == 1  # tried again and again, it fills no ledger
    assert take_courier(zones.inner, package, CARRIER).left == ()


def test_a_procedure_that_inside_does_not_have_yet_waits_until_it_has(zones: Zones) -> None:
    offer(zones.outer, version(1))
    guest(zones.outer).open("/apply/small").press("次へ進む", {"reason": "lost"}).press("申請する")
    (package,) = zones.pack("outer")
    assert [why for _, why in take_courier(zones.inner, package, CARRIER).left] == ["definition"]
    offer(zones.inner, version(1))
    assert take_courier(zones.inner, package, CARRIER).left == ()


def test_nobody_outside_has_a_say_in_what_was_never_carried_out(zones: Zones) -> None:
    """Even who knows its id."""
    inside = file_application(zones.inner, alice(zones.inner))
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    said = [{"once": "x" * 20, "text": "やめます", "at": 1}]
    took = forged(zones, package, in_case(uid=uid_of(zones.inner, inside), said=said))
    assert [why for _, why in took.left] == ["number"]
    with zones.inner.database.read() as unit:
        row = applications.by_number(unit, inside)
        assert row is not None
        assert messages.of(unit, row.id) == []
    assert zones.pack("inner") == []
    with zones.inner.database.read() as unit:
        assert courier.of(unit, row.id) is None


def test_what_only_the_section_may_say_is_not_taken_from_outside(zones: Zones) -> None:
    """That something is to be thrown away, that it was, and whom a letter was written to."""
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    inside = uid_of(zones.inner, file_application(zones.inner, alice(zones.inner)))
    told = [
        {"key": key, "step": 1, "at": 1, "rows": 1, "list": "", "answers": []}
        for key in (f"gone/{inside}", f"purged/{inside}", "letters/x/0", "answers/x/0", "", "nothing/x")
    ]
    took = forged(zones, package, lambda first: first.update(items=told))
    assert took.left == tuple(("", "unknown") for _ in told)
    with zones.inner.database.read() as unit:
        assert applications.by_uid(unit, inside) is not None


def test_another_package_under_a_number_that_came_before_is_refused(zones: Zones) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    assert take_courier(zones.inner, package, CARRIER).act == "taken"
    took = forged(zones, package, in_case(meaning="x"), number=1)
    assert (took.act, took.reason) == ("refused", "number_again")
    assert take_courier(zones.inner, package, CARRIER).act == "again"


def test_a_state_that_outside_claims_is_nobodys(zones: Zones) -> None:
    """Nor an outcome, a notice, a word of the section, or that a fee was taken at its counter."""
    number = file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    claims = {
        "state": "approved", "decided": 1, "due": "2030-01-01", "settled": [{}], "asked": [{}], "happened": [{}], "till": [{}],
        "notices": [{"outcome": "approved", "title": "決定"}], "entered": {"at": 1, "answers": {}}, "duty": "tax", "posted": {"x": "sent"},
    }  # fmt: skip
    assert forged(zones, package, in_case(**claims)).left == ()
    with zones.inner.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert (row.state, row.decided_at, row.duty != "tax") == ("received", None, True)
        assert notices.of_application(unit, row.id) == []
        assert [one.move for one in applications.events(unit, row.id)] == ["receive"]


def uid_of(installation: Installation, number: str) -> str:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return row.uid


def test_numbers_without_end_keep_nobody_busy(zones: Zones) -> None:
    """Of packages of ours that it says it has, and of its own: neither is counted one by one."""
    package = filed_with_a_picture(zones)
    far = 1 << 61
    took = forged(zones, package, lambda first: first.update(taken=[[-far, far], [-far, far]]), number=far)
    assert took.act == "taken"
    found = ledger(zones.inner, most=3)
    assert found.missing == (1, 2, 3)
    with zones.inner.database.read() as unit:
        assert max(courier.numbers(unit, courier.OUT, courier.ARRIVED)) <= 10_000
