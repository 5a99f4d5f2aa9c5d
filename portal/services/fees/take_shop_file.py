"""What stores took: 速報, 確報 and 取消."""

# Each line counts once, however often its file comes: its event has a nonce of what the line says.

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition.kind import IN_VAIN
from forms.numbers.shop_payment import ISSUER, read_shop_payment
from integrations.sockets.shop_file_socket import OTHER, PROVISIONAL, SETTLED, UNDONE, ShopFault, ShopLine
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import GroundNeeded, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.fee import amount_due
from portal.services.cases.own_case import is_kept_away, record_own_case
from portal.services.fees.till import TAKES
from portal.services.shared.needs import HasShopFiles
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.fees import payments
from portal.store.fees.payments import COUNTER, SHOP, PaymentEventRow, PaymentRow

_RECEIPT = 11  # digits of a receipt number
# As it happened, whatever the order of the lines: at each minute the 速報 before its 取消, then what was counted.
_ORDER = {PROVISIONAL: 0, UNDONE: 1, SETTLED: 2, OTHER: 3}
_COUNTED = (SETTLED, OTHER)
ACTS = {PROVISIONAL: "announce shop payment", SETTLED: "settle shop payment", UNDONE: "undo shop payment"}


@dataclass(frozen=True)
class TakenLine:
    # `what`: provisional, settled, undone, repeated; or why staff have to look: unknown, open, twice, mismatch, ended,
    # not_announced, settled_before, other, own.

    line: ShopLine
    receipt_number: str  # "": none is in the bars
    yen: int
    what: str


@dataclass(frozen=True)
class PaidOut:
    day: date | None
    count: int
    yen: int


@dataclass(frozen=True)
class Taking:
    lines: tuple[TakenLine, ...]  # in the file's order

    def count(self, *kinds: str) -> int:
        return sum(line.what in kinds for line in self.lines)

    def yen(self, *kinds: str) -> int:
        return sum(line.yen for line in self.lines if line.what in kinds)

    @property
    def to_look_at(self) -> tuple[TakenLine, ...]:
        return tuple(line for line in self.lines if line.what not in (PROVISIONAL, SETTLED, UNDONE, "repeated"))

    @property
    def paid_out(self) -> tuple[PaidOut, ...]:
        # All of the 確報, by the day on which the agency transfers them.
        counts: Counter[date] = Counter()
        sums: Counter[date] = Counter()
        for taken in self.lines:
            if taken.line.kind == SETTLED:
                counts[taken.line.paid_out or date.min] += 1
                sums[taken.line.paid_out or date.min] += taken.yen
        return tuple(PaidOut(day if day > date.min else None, counts[day], sums[day]) for day in sorted(counts))


def read_shop_file(installation: HasShopFiles, content: bytes) -> tuple[tuple[ShopLine, ...], tuple[ShopFault, ...]]:
    """Raises NotFound where no layout is set."""
    if installation.shop_files is None:
        raise NotFound("shop file")
    lines, faults = installation.shop_files.read(content)
    issuer, today = installation.settings.shop_payment_issuer, installation.clock.today()
    strange = [
        ShopFault(line.line, 0, words)
        for line in lines
        for wrong, words in (
            (not issuer or not _is_ours(line, issuer), "この市の払込票の番号ではありません（請求書発行企業コード）。"),
            (line.day > today, "収納日が、まだ来ていない日です。"),
        )
        if wrong
    ]
    return (() if strange else lines), (*faults, *strange)


def _is_ours(line: ShopLine, issuer: str) -> bool:
    payment = read_shop_payment(line.digits)
    return (payment.issuer + payment.free).startswith(issuer)


def take_shop_file(installation: HasShopFiles, unit: Unit, member: Member, lines: Sequence[ShopLine]) -> Taking:
    # Of duties whose fees the member may take; the others are unknown, and stay for who may.
    taken = {line.line: _take(installation, unit, member, line) for line in sorted(lines, key=_when)}
    return Taking(tuple(taken[line.line] for line in lines))


def _when(line: ShopLine) -> tuple[bool, date, str, int, int]:
    return line.kind in _COUNTED, line.day, line.time, _ORDER[line.kind], line.line


def _take(installation: HasShopFiles, unit: Unit, member: Member, line: ShopLine) -> TakenLine:
    payment = read_shop_payment(line.digits)
    number = _receipt_number(payment.free, installation.settings.shop_payment_issuer)
    case = _case(installation, unit, member, number)
    if line.kind == OTHER or case is None:
        return TakenLine(line, number, payment.yen, "other" if line.kind == OTHER else "unknown")
    # It goes into no till, which two people count, and a file is easily written.
    if is_kept_away(installation, unit, member, case):
        record_own_case(installation, unit, member, case)
        return TakenLine(line, number, payment.yen, "own")
    payments.lock(unit, case.row.id)
    rows = payments.of_application(unit, case.row.id)
    seen = any(event.nonce == _nonce(line) for row in rows if row.by_shop for event in payments.events(unit, row.id))
    if seen:
        return TakenLine(line, number, payment.yen, "repeated")
    do = {PROVISIONAL: _announce, SETTLED: _settle, UNDONE: _undo}[line.kind]
    return TakenLine(line, number, payment.yen, do(_Move(installation, unit, member, case, line, payment.yen), rows))


def _receipt_number(free: str, issuer: str) -> str:
    ours = free[max(len(issuer) - ISSUER, 0) :]
    return "" if ours[_RECEIPT:].strip("0") else read(ours[:_RECEIPT]) or ""


def _case(installation: HasShopFiles, unit: Unit, member: Member, number: str) -> Case | None:
    if not number:
        return None
    try:
        case = case_of_member(installation, unit, member, number)
    except (NotFound, GroundNeeded):
        return None
    return case if member.may(TAKES, case.row.duty) else None


def _nonce(line: ShopLine) -> str:
    parts = "|".join((line.kind, line.digits, line.day.isoformat(), line.time, line.shop))
    return f"shop-{hashlib.sha256(parts.encode()).hexdigest()[:40]}"


@dataclass(frozen=True)
class _Move:
    installation: HasShopFiles
    unit: Unit
    member: Member
    case: Case
    line: ShopLine
    yen: int

    @property
    def reference(self) -> str:
        return f"{SHOP}{self.line.day} {self.line.time}"

    def become(self, row: PaymentRow, state: str, reported: str) -> None:
        now = to_micro(self.installation.clock.now())
        self.note(row, state, reported, now)
        if state != row.state:
            payments.settle(self.unit, row, state, self.reference, now)

    def begin(self, state: str, reported: str, earlier: int) -> bool:
        # False while another order is open.
        now = to_micro(self.installation.clock.now())
        number = f"shop-{self.case.row.id}-{earlier + 1}"
        row = PaymentRow(
            0, number, self.case.row.id, self.yen, "JPY", state, COUNTER, self.reference, now, now, now, now
        )  # fmt: skip
        if payments.add(self.unit, row) is None:
            return False
        added = payments.by_number(self.unit, number)
        if added is not None:
            self.note(added, state, reported, now, before="")
        return True

    def note(self, row: PaymentRow, state: str, reported: str, now: int, before: str | None = None) -> None:
        act = ACTS[self.line.kind]
        was = row.state if before is None else before
        event = PaymentEventRow(
            row.id, now, str(self.member.actor), act, reported, self.yen, was, state, _nonce(self.line)
        )  # fmt: skip
        payments.add_event(self.unit, event)
        detail = f"{row.number} {state}"
        write_audit(
            self.installation, self.unit, self.member.actor, act, application_id=self.case.row.id, detail=detail
        )


def _announce(move: _Move, rows: Sequence[PaymentRow]) -> str:
    same = next((row for row in rows if row.by_shop and row.reference == move.reference), None)
    if same is not None:
        move.become(same, same.state, "open")  # the 確報 came before
        return "repeated"
    if any(row.state == "paid" for row in rows):
        return "twice"
    return PROVISIONAL if move.begin("open", "open", len(rows)) else "open"


def _settle(move: _Move, rows: Sequence[PaymentRow]) -> str:
    shop = [row for row in rows if row.by_shop and row.state in ("open", "cancelled")]
    announced = next(
        (
            row
            for row in sorted(shop, key=lambda row: (row.reference != move.reference, row.state != "open"))
            if row.state == "open" or row.reference == move.reference
        ),
        None,
    )
    state, what = _settled(move, [row for row in rows if row is not announced])
    if announced is not None:
        move.become(announced, state, "paid")
    else:
        move.begin(state, "paid", len(rows))
    return what


def _settled(move: _Move, others: Sequence[PaymentRow]) -> tuple[str, str]:
    if any(row.state == "paid" for row in others):
        return "refund_by_hand", "twice"
    if move.case.row.state in IN_VAIN:
        return "refund_by_hand", "ended"
    fee = amount_due(move.installation, move.unit, move.case)
    if fee is None or fee.amount != move.yen:
        return "mismatch", "mismatch"
    return "paid", SETTLED


def _undo(move: _Move, rows: Sequence[PaymentRow]) -> str:
    same = [row for row in rows if row.by_shop and row.reference == move.reference]
    announced = next((row for row in same if row.state == "open"), None)
    if announced is None:
        return "settled_before" if same else "not_announced"
    move.become(announced, "cancelled", "cancelled")
    return UNDONE
