"""利用券 of a decision."""

# Its code is made from the case and the result with a key outside the database: the row has only a hash of it.

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.answers import Answers
from forms.path.term import coupon_of
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.ending import ending_of
from portal.services.shared.codes import keyed_hash, short_code, written_code
from portal.services.shared.needs import Basics, HasCodeKey
from portal.store.fees import coupons
from portal.store.fees.coupons import CouponRow, UseRow

COUPON = "coupon"


@dataclass(frozen=True)
class CouponView:
    code: str  # as written
    value: int
    uses: int
    remaining: int
    first: date
    last: date | None
    state: str  # good, coming, over, used, revoked
    used: tuple[tuple[datetime, str], ...] = ()  # with names of shops


def issue_coupon(
    installation: HasCodeKey, unit: Unit, case: Case, outcome: str, values: Answers, decided_on: date, now: int
) -> None:
    # A later result takes the former's place; an end of the decision ends it.
    if installation.settings.zone != "single":
        return  # shops reach only the outer zone, and decisions are made in the inner one
    ending = ending_of(values)
    if ending is not None and ending.on:
        last = date.fromisoformat(ending.on) - timedelta(days=1)
        coupons.end_after(unit, case.row.id, last.isoformat())
        return
    former = coupons.of_application(unit, case.row.id)[-1:] if coupons.revoke(unit, case.row.id, now) else []
    issued = coupon_of(case.procedure.outcomes_of(case.row.kind).get(outcome), values, decided_on.isoformat())
    if issued is None:
        return
    used = sum(row.uses - row.remaining for row in former)  # of the same right: a changed decision gives no more
    hashed = coupon_hash(installation.code_key, _code(installation.code_key, case, now))
    row = CouponRow(
        0, case.row.id, now, hashed, issued.value, issued.uses, max(issued.uses - used, 0), issued.first, issued.last
    )  # fmt: skip
    coupons.add(unit, row)


def coupon_hash(code_key: bytes, code: str) -> bytes:
    return keyed_hash(code_key, COUPON, code)


def coupons_of(installation: HasCodeKey, unit: Unit, case: Case) -> tuple[CouponView, ...]:
    # Newest first. Asks nothing where no outcome gives one: each page of an application looks.
    gives = any(outcome.coupon for outcome in case.procedure.outcomes.values())
    issued = coupons.of_application(unit, case.row.id) if gives else []
    if not issued:
        return ()
    shops = {shop.id: shop.name for shop in coupons.shops_of(unit, case.row.procedure)}
    return tuple(
        CouponView(
            written_code(_code(installation.code_key, case, row.made_at)), row.value, row.uses, row.remaining,
            date.fromisoformat(row.first_on), date.fromisoformat(row.last_on) if row.last_on else None,
            state_of(installation, row), tuple(_used(coupons.uses_of(unit, row.id), shops)),
        )
        for row in reversed(issued)
    )  # fmt: skip


def state_of(installation: Basics, row: CouponRow) -> str:
    today = installation.clock.today().isoformat()
    if row.revoked_at is not None:
        return "revoked"
    if row.last_on and row.last_on < today:
        return "over"
    if not row.remaining:
        return "used"
    return "coming" if row.first_on > today else "good"


def _used(rows: list[UseRow], shops: dict[str, str]) -> list[tuple[datetime, str]]:
    return [(from_micro(row.at), shops.get(row.shop_id, "")) for row in rows if row.undone_at is None]


def _code(code_key: bytes, case: Case, made_at: int) -> str:
    return short_code(code_key, COUPON, f"{case.row.uid}\0{made_at}".encode())
