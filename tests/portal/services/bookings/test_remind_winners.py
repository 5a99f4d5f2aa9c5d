"""Who won a time and has not booked it is reminded once, three days before it passes on."""

import pytest

from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.jobs.bookings.remind_winners import remind_winners
from portal.jobs.send_notices import send_notices
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.bookings.drawing_entries import EntryRow
from tests.portal.contacts import mails, proved
from tests.portal.later import at
from tests.portal.services.bookings.booking import resident
from tests.portal.services.bookings.drawing import DUTY, after, apply, entries, hold, offer, withdraw
from tests.portal.services.bookings.test_won_times import BOOKING, DRAWN, NEXT_DAY, NOON, TOO_LATE, book, drawn, person
from tests.portal.services.courier.carrying import ON_BOTH_ENGINES
from tests.portal.two_zones import Zones
from tests.portal.world import add_member

LAST = "2026年12月8日（火曜日）"  # seven days after the drawing of 1 December


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    offer(installation, DRAWN, BOOKING)
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def won(installation: Installation, reviewer: Member) -> EntryRow:
    """The first of three, each with an address."""
    for number in range(3):
        proved(installation, resident(installation, f"人{number}").person_id, address=f"{number}@example.jp")
    return drawn(installation, reviewer)[0]


def reminded(installation: Installation, moment: str) -> list[str]:
    """The texts by then; the job runs twice, as it runs every hour."""
    then = at(installation, moment)
    for _ in range(2):
        remind_winners(then)
        send_notices(then)
    return [mail.text for mail in mails(installation) if "予約する期限が近づいています" in mail.subject]


@pytest.mark.both_engines
def test_the_winner_alone_reads_the_last_day_once(installation: Installation, reviewer: Member) -> None:
    first = won(installation, reviewer)
    assert reminded(installation, "2026-12-04T23:00:00+09:00") == []
    (text,) = reminded(installation, "2026-12-05T09:00:00+09:00")
    assert f"期限は、{LAST}です。" in text
    assert f"/applications/{first.receipt_number}" in text
    for moment in ("2026-12-06T09:00:00+09:00", "2026-12-08T23:00:00+09:00", TOO_LATE):
        assert len(reminded(installation, moment)) == 1


@pytest.mark.parametrize("ending", ["booked", "withdrawn"])
def test_who_booked_or_withdrew_reads_nothing(installation: Installation, reviewer: Member, ending: str) -> None:
    first = won(installation, reviewer)
    late = at(installation, NEXT_DAY)
    winner = person(late, reviewer, 1)
    if ending == "booked":
        assert book(late, winner).startswith("26-")
    else:
        withdraw(late, winner, first.receipt_number)
    assert reminded(installation, "2026-12-07T09:00:00+09:00") == []


def test_who_moves_up_has_days_and_a_reminder_of_their_own(installation: Installation, reviewer: Member) -> None:
    won(installation, reviewer)
    assert len(reminded(installation, "2026-12-05T09:00:00+09:00")) == 1
    keep_drawings(at(installation, TOO_LATE))
    assert len(reminded(installation, "2026-12-12T09:00:00+09:00")) == 1
    assert "2026年12月16日（水曜日）です。" in reminded(installation, "2026-12-13T09:00:00+09:00")[-1]


def test_a_win_of_yesterday_has_its_own_news(installation: Installation, reviewer: Member) -> None:
    # A week before the time the last day is near from the beginning.
    won(installation, reviewer)
    keep_drawings(at(installation, "2027-01-12T09:00:00+09:00"))
    assert reminded(installation, "2027-01-12T10:00:00+09:00") == []
    assert "2027年1月15日" in reminded(installation, "2027-01-13T10:00:00+09:00")[-1]


@ON_BOTH_ENGINES
def test_the_outer_zone_reminds_who_applied_there(zones: Zones) -> None:
    for installation in (zones.outer, zones.inner):
        offer(installation, DRAWN, BOOKING)
    reviewer = add_member(zones.inner, "reviewer", ("reviewer", DUTY))
    zones.round()
    proved(zones.outer, apply(zones.outer, "人0", DRAWN, hall_slot=NOON)[0].person_id)
    zones.round()
    zones.outer, zones.inner = after(zones.outer), after(zones.inner)
    zones.round()
    hold(zones.inner, reviewer, DRAWN)
    zones.round()
    (first,) = entries(zones.inner, reviewer, DRAWN)
    assert reminded(zones.inner, "2026-12-05T09:00:00+09:00") == []
    (text,) = reminded(zones.outer, "2026-12-05T09:00:00+09:00")
    assert first.receipt_number in text
