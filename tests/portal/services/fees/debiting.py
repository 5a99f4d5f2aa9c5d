"""An application with an account to be drawn from."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from integrations.sockets.debit_socket import DebitAccount, DebitAnswer, DebitOrder
from integrations.sockets.interfaces import AdapterError
from portal.services.cases.cases import Case, case_of_resident
from portal.services.fees.begin_debit import begin_debit
from portal.services.fees.settle_debit import settle_debit
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.fees.debits import DebitRow
from tests.definitions.shelf import shelf
from tests.portal.routes.guest_browser import offer
from tests.portal.world import PLACE, file_application

PROCEDURE = "field-bank-account-debit"
TYPED = {
    "way": "bank", "bank": "9999", "branch": "001", "bank_name": "架空銀行", "branch_name": "本店", "kind": "ordinary",
    "number": "0000789", "holder": "ﾐﾎﾝ ﾊﾅｺ", "holder_zengin": "ﾐﾎﾝ ﾊﾅｺ",
}  # fmt: skip
ACCOUNT = DebitAccount("9998", "002", "2", "7654321", "ﾐﾎﾝ ﾀﾛｳ")


@dataclass
class FakeRegistrar:
    name: str = "fake"
    down: bool = False
    answers: dict[str, DebitAnswer] = field(default_factory=dict)

    def begin(self, order: DebitOrder) -> str:
        self._answer_or_fail()
        self.answers.setdefault(order.number, DebitAnswer(order.number, "open"))
        return f"https://bank.invalid/{order.number}"

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> DebitAnswer:
        raise AdapterError("NOTICE_UNSIGNED", permanent=True)

    def status(self, number: str) -> DebitAnswer:
        self._answer_or_fail()
        if number not in self.answers:
            raise AdapterError("ORDER_UNKNOWN", permanent=True)
        return self.answers[number]

    def ready(self) -> bool:
        return not self.down

    def _answer_or_fail(self) -> None:
        if self.down:
            raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)


def drawing(installation: Installation, session: Session) -> str:
    """The receipt number."""
    offer(installation, shelf()[PROCEDURE])
    return file_application(installation, session, of=PROCEDURE, answers={"answer": TYPED})


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def begin(installation: Installation, session: Session, number: str) -> DebitRow:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        row = begin_debit(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE))
        unit.commit()
    return row


def report(installation: Installation, number: str, state: str, account: DebitAccount | None = None) -> bool:
    with installation.database.write() as unit:
        changed = settle_debit(installation, unit, DebitAnswer(number, state, account, secrets.token_hex(4)))
        unit.commit()
    return changed
