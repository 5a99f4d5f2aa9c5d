"""A budget of two zones: what is left inside is shown outside, and never is more granted than there is."""

from unittest.mock import Mock

import pytest

from portal.clock import to_micro
from portal.jobs.bookings.keep_places import keep_places
from portal.services.bookings.commit_budget import is_queued, place_in_queue
from portal.services.courier import apply_packages
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.carry_items import take_item
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.web.bookings.budget_view import budget_lines
from tests.definitions.budgets import CLOSED, WAIT, account, file, grant, offered, refuse, screen, share
from tests.portal.contacts import proved
from tests.portal.services.bookings.booking import resident
from tests.portal.services.courier.carrying import ON_BOTH_ENGINES, nothing_waits
from tests.portal.services.courier.test_carry_drawings import notices
from tests.portal.services.courier.test_pack import with_settings
from tests.portal.two_zones import CARRIER, Zones


@pytest.fixture
def bob(zones: Zones) -> Session:
    return resident(zones.inner, "窓口の人")


def with_budget(zones: Zones, yen: int, of: str = CLOSED) -> None:
    zones.outer, zones.inner = offered(zones.outer, yen, of), offered(zones.inner, yen, of)


def lines(zones: Zones, of: str = CLOSED) -> list[str]:
    with zones.outer.database.read() as unit:
        return budget_lines(zones.outer, unit, zones.outer.catalogue.current(of), "ja")


def test_what_is_left_inside_is_shown_outside_with_its_time(zones: Zones, bob: Session) -> None:
    with_budget(zones, 1_000_000)
    assert not any("現在" in line for line in lines(zones)), "before the first package it counts itself"
    file(zones.inner, bob, 300_000)
    zones.round()
    left, moment = lines(zones)
    assert "残りは700,000円" in left
    assert moment == "令和8年（2026年）11月20日（金） 10時00分現在の額です。"


def test_what_was_sent_outside_counts_there_at_once_and_once(zones: Zones, session: Session) -> None:
    with_budget(zones, 1_000_000)
    zones.round()
    file(zones.outer, session, 300_000)
    assert account(zones.outer).left == 700_000
    zones.round()
    assert account(zones.outer).left == account(zones.inner).left == 700_000
    zones.round()
    assert nothing_waits(zones)


def test_who_would_get_more_than_is_left_inside_is_refused_outside(
    zones: Zones, session: Session, bob: Session
) -> None:
    with_budget(zones, 500_000)
    file(zones.inner, bob, 300_000)
    zones.round()
    assert file(zones.outer, session, 300_000) == ""
    assert file(zones.outer, session, 200_000)


@ON_BOTH_ENGINES
def test_yen_promised_outside_that_are_gone_inside_become_a_place_in_the_queue(
    zones: Zones, session: Session, bob: Session, inner_reviewer: Member
) -> None:
    with_budget(zones, 500_000, WAIT)
    zones.round()
    proved(zones.outer, session.person_id)
    at_counter = file(zones.inner, bob, 300_000, WAIT)
    number = file(zones.outer, session, 300_000, WAIT)
    held = share(zones.outer, number, WAIT)
    assert held is not None
    assert not is_queued(held), "the outer zone does not know of the other one yet"
    zones.round()
    inside = account(zones.inner, WAIT)
    assert (inside.committed, inside.in_queue) == (300_000, 1)
    for installation in (zones.outer, zones.inner):
        waiting = share(installation, number, WAIT)
        assert waiting is not None
        assert is_queued(waiting)
        with installation.database.read() as unit:
            assert place_in_queue(installation, unit, waiting) == 1
    assert account(zones.outer, WAIT).in_queue == 1

    screen(zones.inner, inner_reviewer, at_counter)
    refuse(zones.inner, inner_reviewer, at_counter)
    keep_places(zones.inner)
    zones.round()
    for installation in (zones.outer, zones.inner):
        kept = share(installation, number, WAIT)
        assert kept is not None
        assert not is_queued(kept)
    assert notices(zones.outer).count("budget_kept") == 1
    screen(zones.inner, inner_reviewer, number)
    grant(zones.inner, inner_reviewer, number, 300_000)
    zones.round()
    assert account(zones.outer, WAIT) == account(zones.inner, WAIT).__class__(
        500_000, 0, 300_000, 0, 0, account(zones.outer, WAIT).at
    )
    zones.round()
    assert nothing_waits(zones)


def test_the_place_in_the_queue_outside_counts_those_inside(zones: Zones, session: Session, bob: Session) -> None:
    with_budget(zones, 100_000, WAIT)
    file(zones.inner, bob, 300_000, WAIT)
    number = file(zones.outer, session, 300_000, WAIT)
    zones.round()
    waiting = share(zones.outer, number, WAIT)
    assert waiting is not None
    with zones.outer.database.read() as unit:
        assert place_in_queue(zones.outer, unit, waiting) == 2


def test_what_is_acknowledged_outside_is_in_the_figures_there_whichever_package_comes_next(
    zones: Zones, session: Session, bob: Session
) -> None:
    with_budget(zones, 1_000_000)
    file(zones.inner, bob, 100_000)
    zones.round()
    file(zones.outer, session, 300_000)
    zones.carry("outer")
    zones.inner = with_settings(zones.inner, courier_megabytes=0)
    for package in zones.pack("inner"):
        take_courier(zones.outer, package, CARRIER)
        assert account(zones.outer).left == 600_000


def test_an_acknowledgement_that_is_sent_again_brings_the_figures_again(
    zones: Zones, session: Session, bob: Session
) -> None:
    with_budget(zones, 1_000_000)
    file(zones.inner, bob, 100_000)
    zones.round()
    file(zones.outer, session, 300_000)
    zones.carry("outer")
    zones.pack("inner")  # lost
    for package in zones.pack("outer", again=True):
        take_courier(zones.inner, package, CARRIER)
    zones.carry("inner")
    assert account(zones.outer).left == 600_000


def test_an_interruption_leaves_less_to_promise_and_never_more(
    zones: Zones, session: Session, bob: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_budget(zones, 1_000_000)
    file(zones.inner, bob, 100_000)
    zones.round()
    file(zones.outer, session, 300_000)
    zones.carry("outer")
    (package,) = zones.pack("inner")
    for interrupted in ("take_item", "_apply_item"):
        with monkeypatch.context() as patched:
            patched.setattr(apply_packages, interrupted, Mock(side_effect=KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                take_courier(zones.outer, package, CARRIER)
        assert account(zones.outer).left <= 600_000
    take_courier(zones.outer, package, CARRIER)
    assert account(zones.outer).left == 600_000


def test_an_older_report_does_not_replace_a_newer_one(zones: Zones, bob: Session) -> None:
    with_budget(zones, 1_000_000)
    file(zones.inner, bob, 100_000)
    (first,) = zones.pack("inner")
    file(zones.inner, bob, 300_000)
    (second,) = zones.pack("inner")
    for package in (second, first, second):
        take_courier(zones.outer, package, CARRIER)
    assert account(zones.outer).left == 600_000


def test_figures_that_are_none_are_not_kept(zones: Zones) -> None:
    with_budget(zones, 1_000_000)
    facts = {
        "total": "x",
        "committed": 0,
        "granted": 0,
        "queued": 0,
        "order": [],
        "at": to_micro(zones.outer.clock.now()),
    }
    with pytest.raises(ValueError, match="x"):
        take_item(zones.outer, {"key": f"budgets/{CLOSED}/2026", "step": 1, **facts}, CARRIER)
    assert account(zones.outer).left == 1_000_000
