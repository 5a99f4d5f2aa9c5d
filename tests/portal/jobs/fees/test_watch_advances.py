"""Paid and not sent: a reminder, then the money goes back; nothing happens the second time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.jobs.send_notices import send_notices
from portal.services.filing.discard_draft import restore_draft
from portal.store.fees import advances
from tests.databases import Makers
from tests.portal.contacts import mails, proved
from tests.portal.services.fees.advancing import NAME, Payer, house_with_fee, payer_of

UNSENT, BACK = "手数料は払われましたが、まだ送られていません", "送られなかった手続の手数料をお返しします"


@pytest.fixture
def payer(makers: Makers, tmp_path: Path) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path) as house:
        yield payer_of(house)


def written(payer: Payer) -> list[str]:
    """What the mails to alice are about."""
    send_notices(payer.later(days=8).installation)
    return [mail.subject.partition("】")[2] or mail.subject for mail in mails(payer.installation)]


def test_an_order_without_a_callback_is_settled_or_ends(payer: Payer) -> None:
    paid, left = payer.begin(payer.draft()), payer.begin(payer.draft())
    payer.provider.settle(paid, "paid")
    assert payer.watch(minutes=1) == 1
    assert (payer.state(paid), payer.state(left)) == (("advance", "paid"), ("advance", "open"))
    payer.watch(minutes=31)
    assert payer.state(left) == ("advance", "expired")


def test_who_paid_and_did_not_send_is_reminded_once_and_gets_it_back_after_a_week(payer: Payer) -> None:
    proved(payer.installation, payer.session.person_id)
    draft = payer.draft()
    number = payer.pay(draft)
    for minutes in (29, 31, 32):
        payer.watch(minutes=minutes)
    assert written(payer) == [UNSENT]
    payer.watch(days=6, hours=23)
    assert payer.state(number) == ("advance", "paid")
    for minutes in (1, 2):
        payer.watch(days=7, minutes=minutes)
    assert payer.state(number) == ("advance", "refunded")
    assert written(payer) == [UNSENT, BACK]
    assert payer.provider.refunds == 1
    assert payer.send(draft).unpaid, "the draft is there and is paid again"


def test_a_city_says_after_how_many_days_it_goes_back(payer: Payer) -> None:
    settings = payer.installation.settings.model_copy(update={"advance_days": 2})
    payer = replace(payer, installation=replace(payer.installation, settings=settings))
    number = payer.pay(payer.draft())
    payer.watch(days=1, hours=23)
    assert payer.state(number) == ("advance", "paid")
    for minutes in (1, 2):
        payer.watch(days=2, minutes=minutes)
    assert payer.state(number) == ("advance", "refunded")


def test_of_a_draft_that_is_discarded_or_deleted_it_goes_back_at_once(payer: Payer) -> None:
    discarded, deleted = payer.draft(), payer.draft()
    numbers = [payer.pay(discarded), payer.pay(deleted)]
    payer.discard(discarded)
    late = payer.later(days=payer.installation.settings.draft_days + 1)
    with payer.installation.database.write() as unit:
        unit.connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", (deleted,))
        unit.commit()
    payer.watch(minutes=1)
    payer.watch(minutes=2)
    assert [payer.state(number) for number in numbers] == [("advance", "refunded")] * 2
    delete_old_drafts(late.installation)
    with payer.installation.database.read() as unit:
        assert all(advances.by_number(unit, number) for number in numbers)


def test_a_draft_restored_within_the_minute_keeps_its_fee(payer: Payer) -> None:
    draft = payer.draft()
    number = payer.pay(draft)
    payer.discard(draft)
    with payer.installation.database.write() as unit:
        restore_draft(payer.installation, unit, payer.session, NAME, draft, payer.actor)
        unit.commit()
    payer.watch(minutes=1)
    assert payer.state(number) == ("advance", "paid")
    assert payer.send(draft).receipt_number


def test_money_of_an_order_that_others_replaced_goes_back_also_without_a_callback(payer: Payer) -> None:
    draft = payer.draft(sheets=2)
    first = payer.begin(draft)
    payer.write(draft, 1)
    payer.pay(draft)
    assert payer.state(first) == ("advance", "cancelled")
    payer.provider.settle(first, "paid")
    for minutes in (11, 12):
        payer.watch(minutes=minutes)
    assert payer.state(first) == ("advance", "refunded")
    assert payer.send(draft).receipt_number
