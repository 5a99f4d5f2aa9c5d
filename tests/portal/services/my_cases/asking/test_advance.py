"""What is paid and not sent is asked for at the top of my page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.my_cases.asking.advance import asked
from portal.services.my_cases.request_item import Asked, Whose
from tests.databases import Makers
from tests.portal.services.fees.advancing import NAME, Payer, house_with_fee, payer_of


@pytest.fixture
def payer(makers: Makers, tmp_path: Path) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path) as house:
        yield payer_of(house)


def asked_of(payer: Payer, *, everything: bool = True) -> list[Asked]:
    with payer.installation.database.read() as unit:
        return list(asked(payer.installation, unit, Whose(payer.session.person_id or "", [], all=everything)))


def test_it_leads_to_the_check_page_until_it_is_sent(payer: Payer) -> None:
    draft = payer.draft(sheets=2)
    payer.begin(draft)
    assert asked_of(payer) == []
    payer.pay(draft)
    (item,) = asked_of(payer)
    assert (item.href, item.until, item.arguments) == (f"/apply/{NAME}/{draft}/check", "2026-11-27", {"amount": "600"})
    assert asked_of(payer, everything=False) == []
    payer.send(draft)
    assert asked_of(payer) == []


def test_what_goes_back_is_not_asked_for(payer: Payer) -> None:
    draft = payer.draft()
    payer.pay(draft)
    payer.discard(draft)
    assert asked_of(payer) == []
