"""A draft of alice's whose fee is paid before it is sent: 300 yen a sheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy

from integrations.payments.fake import FakePayments
from portal.jobs.fees.watch_advances import watch_advances
from portal.services.cases.cases import case_of_resident
from portal.services.cases.fee import AmountDue, amount_due
from portal.services.fees.advances import Ahead, fee_ahead
from portal.services.fees.begin_advance import begin_advance
from portal.services.fees.begin_payment import pay_page
from portal.services.fees.refund_advance import return_advance
from portal.services.fees.settle_order import take_notice
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.discard_draft import discard_draft
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.fees import advances, payments
from portal.store.filing import drafts
from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.portal.later import at
from tests.portal.world import PLACE, alice

NAME = "fee-before-sending"
PRICE = 300


@contextmanager
def house_with_fee(makers: Makers, engine: str, folder: Path) -> Iterator[House]:
    (folder / "definitions").mkdir()
    copy(SMALLEST / f"{NAME}.yaml", folder / "definitions")
    with running_house(folder / "definitions", makers[engine].migrated(), folder / "house") as house:
        yield house


@dataclass(frozen=True, repr=False)
class Payer:
    installation: Installation
    provider: FakePayments
    session: Session

    @property
    def actor(self) -> Actor:
        return Actor("resident", self.session.person_id or "", place=PLACE)

    def with_provider(self, provider: FakePayments) -> Installation:
        return replace(self.installation, payments=provider)

    def without_provider(self) -> "Payer":
        return replace(self, installation=replace(self.installation, payments=None))

    def draft(self, sheets: int | None = 2, door: str = "online") -> str:
        with self.installation.database.write() as unit:
            procedure = self.installation.catalogue.current(NAME)
            draft_id = start_draft(self.installation, unit, procedure, door, person_id=self.session.person_id)
            unit.commit()
        self.write(draft_id, sheets)
        return draft_id

    def write(self, draft_id: str, sheets: int | None) -> None:
        with self.installation.database.write() as unit:
            draft = draft_of_resident(self.installation, unit, self.session, NAME, draft_id)
            answers = {} if sheets is None else {"sheets": sheets}
            save_draft(self.installation, unit, draft, answers, frozenset({"main"}))
            unit.commit()

    def begin(self, draft_id: str) -> str:
        with self.installation.database.write() as unit:
            draft = draft_of_resident(self.installation, unit, self.session, NAME, draft_id)
            row = begin_advance(self.installation, unit, draft, self.actor, self.session.person_id)
            unit.commit()
        pay_page(self.installation, row, draft.procedure.title)
        return row.number

    def report(self, number: str, state: str, *, amount: int | None = None, nonce: str = "") -> bool:
        """The provider calls back. Returns whether the report is new."""
        now = self.installation.clock.now()
        self.provider.settle(number, state)
        headers, body = self.provider.notice(number, state, amount=amount, now=now, nonce=nonce)
        with self.installation.database.write() as unit:
            new = take_notice(self.installation, unit, self.provider.read_notice(headers, body, now))
            unit.commit()
        return new

    def pay(self, draft_id: str) -> str:
        number = self.begin(draft_id)
        self.report(number, "paid")
        return number

    def send(self, draft_id: str, door: str = "online", *, crashes: bool = False) -> Sent:
        with self.installation.database.write() as unit:
            draft = draft_of_resident(self.installation, unit, self.session, NAME, draft_id)
            draft = replace(draft, row=replace(draft.row, door=door))
            arrival = Arrival(self.installation.clock.now(), door, "stored")
            sent = submit_application(self.installation, unit, draft, self.actor, arrival, {})
            if sent.receipt_number and not crashes:
                unit.commit()
        return sent

    def give_up(self, draft_id: str) -> bool:
        with self.installation.database.write() as unit:
            new = return_advance(self.installation, unit, draft_id, self.actor)
            unit.commit()
        return new

    def discard(self, draft_id: str) -> None:
        with self.installation.database.write() as unit:
            row = drafts.by_id(unit, draft_id)
            assert row is not None
            discard_draft(self.installation, unit, row, self.actor)
            unit.commit()

    def ahead(self, draft_id: str) -> Ahead | None:
        with self.installation.database.read() as unit:
            draft = draft_of_resident(self.installation, unit, self.session, NAME, draft_id)
            return fee_ahead(self.installation, unit, draft)

    def state(self, number: str) -> tuple[str, str]:
        """(table, state): a number is in one table only."""
        with self.installation.database.read() as unit:
            advance, payment = advances.by_number(unit, number), payments.by_number(unit, number)
        assert (advance is None) != (payment is None), number
        row = advance or payment
        assert row is not None
        return ("advance" if advance else "payment", row.state)

    def amount_due(self, receipt_number: str) -> AmountDue | None:
        with self.installation.database.read() as unit:
            case = case_of_resident(self.installation, unit, self.session, receipt_number)
            return amount_due(self.installation, unit, case)

    def later(self, **time: float) -> "Payer":
        return replace(self, installation=at(self.installation, (self.now + timedelta(**time)).isoformat()))

    @property
    def now(self) -> datetime:
        return self.installation.clock.now()

    def watch(self, **time: float) -> int:
        return watch_advances(self.later(**time or {"minutes": 1}).installation)


def payer_of(house: House) -> Payer:
    provider = FakePayments()
    installation: Installation = replace(house.installation, payments=provider)
    return Payer(installation, provider, alice(installation))
