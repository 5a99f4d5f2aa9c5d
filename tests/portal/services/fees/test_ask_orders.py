"""Each order is asked about by one process, and the first without a response ends the round."""

import pytest

from integrations.payments.fake import FakePayments
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentAnswer
from portal.services.fees.ask_orders import ask_orders
from portal.services.fees.refund_by_hand import leave_to_staff
from portal.services.fees.refund_payment import give_back
from portal.services.shared.installation import Installation
from portal.store.fees import payments
from portal.store.fees.payments import PaymentRow
from tests.portal.services.fees.paying import begin, file_with_fee, state_of
from tests.portal.world import alice


@pytest.fixture
def rows(paying: Installation) -> list[PaymentRow]:
    session = alice(paying)
    return [begin(paying, session, file_with_fee(paying, session)) for _ in range(3)]


def asking(installation: Installation, rows: list[PaymentRow]) -> int:
    return ask_orders(installation, rows, payments.asked, give_back, leave_to_staff)


@pytest.mark.parametrize(
    ("permanent", "settled"), [(True, ["open", "paid", "paid"]), (False, ["open", "open", "open"])]
)
def test_a_refusal_skips_its_order_and_silence_ends_the_round(
    paying: Installation, provider: FakePayments, rows: list[PaymentRow], monkeypatch: pytest.MonkeyPatch,
    *, permanent: bool, settled: list[str],
) -> None:  # fmt: skip
    ask = provider.status

    def status(number: str, reference: str = "") -> PaymentAnswer:
        if number == rows[0].number:
            raise AdapterError("PROVIDER_REFUSED" if permanent else "PROVIDER_UNAVAILABLE", permanent=permanent)
        return ask(number, reference)

    for row in rows:
        provider.settle(row.number, "paid")
    monkeypatch.setattr(provider, "status", status)
    assert asking(paying, rows) == settled.count("paid")
    assert [state_of(paying, row.number) for row in rows] == settled


def test_what_another_process_asked_meanwhile_is_not_asked_again(
    paying: Installation, provider: FakePayments, rows: list[PaymentRow]
) -> None:
    with paying.database.write() as unit:
        assert payments.asked(unit, rows[0], rows[0].asked_at + 1)
        unit.commit()
    for row in rows:
        provider.settle(row.number, "paid")
    assert asking(paying, rows) == 2
    assert state_of(paying, rows[0].number) == "open"
