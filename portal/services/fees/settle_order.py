"""An order is of an application, or of a draft until that is sent."""

from integrations.sockets.payment_socket import REFUND_FAILED, PaymentAnswer, PaymentNotice
from portal.db import Unit
from portal.services.fees.fail_part import fail_part
from portal.services.fees.settle_advance import settle_advance
from portal.services.fees.settle_payment import settle_payment
from portal.services.shared.needs import Basics
from portal.store.fees import payments


def take_notice(installation: Basics, unit: Unit, notice: PaymentNotice) -> bool:
    # False for a repeat.
    return settle_order(installation, unit, notice.answer, "notice", nonce=notice.nonce)


def settle_order(
    installation: Basics, unit: Unit, answer: PaymentAnswer, source: str, *, nonce: str | None = None
) -> bool:
    # Raises NotFound.
    if payments.by_number(unit, answer.number) is None:
        settled = settle_advance(installation, unit, answer, source, nonce=nonce)
        if settled is not None:
            return settled
    if answer.state == REFUND_FAILED:
        failed = fail_part(installation, unit, answer)
        if failed is not None:
            return failed
    return settle_payment(installation, unit, answer, source, nonce=nonce)
