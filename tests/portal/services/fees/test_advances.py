"""What is due before sending, and what counts of several orders."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.fees.advances import sum_before_sending
from portal.services.filing.drafts import draft_of_resident, draft_path
from tests.databases import Makers
from tests.portal.services.fees.advancing import NAME, PRICE, Payer, house_with_fee, payer_of


@pytest.fixture
def payer(makers: Makers, tmp_path: Path) -> Iterator[Payer]:
    with house_with_fee(makers, "sqlite", tmp_path) as house:
        yield payer_of(house)


def test_it_is_due_on_line_with_a_provider_and_an_amount_only(payer: Payer) -> None:
    draft_id = payer.draft(sheets=2)
    installation = payer.installation
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, payer.session, NAME, draft_id)
    path = draft_path(installation, draft)
    assert sum_before_sending(installation, draft.procedure, path, "online") == 2 * PRICE
    assert sum_before_sending(installation, draft.procedure, path, "counter") == 0
    assert sum_before_sending(payer.without_provider().installation, draft.procedure, path, "online") == 0
    payer.write(draft_id, None)
    assert payer.ahead(draft_id) is None


def test_money_counts_before_attempts_and_what_goes_back_is_shown_beside(payer: Payer) -> None:
    draft = payer.draft()
    first = payer.pay(draft)
    payer.give_up(draft)
    ahead = payer.ahead(draft)
    assert ahead is not None
    assert (ahead.state, ahead.unpaid, [row.number for row in ahead.returning]) == ("asked", True, [first])
    second = payer.begin(draft)
    payer.report(second, "expired")
    assert (ahead := payer.ahead(draft)) is not None
    assert ahead.state == "expired"
    third = payer.pay(draft)
    payer.write(draft, None)
    assert (ahead := payer.ahead(draft)) is not None
    assert (ahead.state, ahead.amount, ahead.unpaid) == ("other", 0, False)
    assert ahead.order is not None
    assert ahead.order.number == third
