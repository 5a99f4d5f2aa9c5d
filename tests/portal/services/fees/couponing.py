"""A 利用券 and shops."""

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.cases.coupons import CouponView, coupons_of
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.fees.keep_coupons import add_shop
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.fees.coupons import ShopRow
from tests.definitions.shelf import shelf
from tests.portal.results import decide
from tests.portal.routes.guest_browser import DUTY, offer
from tests.portal.world import add_member, file_application

PROCEDURE = "outcomes-coupon"
USES, VALUE = 3, 500
FIRST = "2026-11-20"  # day of use
PLACE = "192.0.2.9"


def reviewing(installation: Installation, login: str = "tanto") -> Member:
    offer(installation, shelf()[PROCEDURE])
    return add_member(installation, login, ("reviewer", DUTY))


def granted(
    installation: Installation,
    session: Session,
    member: Member,
    outcome: str = "approved",
    uses: int = USES,
    first: str = FIRST,
) -> str:
    """The receipt number."""
    answers = {"name": {"family": "見本", "given": "花子"}}
    number = file_application(installation, session, of=PROCEDURE, answers=answers)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()
    give(installation, member, number, outcome, uses, first)
    return number


def give(
    installation: Installation,
    member: Member,
    number: str,
    outcome: str = "approved",
    uses: int = USES,
    first: str = FIRST,
) -> None:
    result = {
        "result.uses": [str(uses)], "result.value": [str(VALUE)], "result.term.from_year": [first],
        "result.term.to_year": ["2027-03-31"],
    } if outcome == "approved" else {}  # fmt: skip
    decide(installation, member, number, outcome, result, words="" if outcome == "approved" else "対象でないため")


def coupon(installation: Installation, session: Session, number: str) -> CouponView:
    """The newest."""
    with installation.database.read() as unit:
        return coupons_of(installation, unit, case_of_resident(installation, unit, session, number))[0]


def shop(installation: Installation, member: Member, name: str = "見本タクシー", of: str = PROCEDURE) -> ShopRow:
    with installation.database.write() as unit:
        row = add_shop(installation, unit, member, of, name)
        unit.commit()
    return row
