"""利用券 of a section."""

import secrets
from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case
from portal.services.cases.coupons import coupons_of
from portal.services.cases.own_case import demand_review
from portal.services.shared.needs import Basics, HasCodeKey, HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.fees import coupons
from portal.store.fees.coupons import IssuedRow, ShopRow, UsedRow

MOST_NAME, MOST = 80, 500


@dataclass(frozen=True)
class ShopLine:
    shop: ShopRow
    uses: int
    yen: int


def with_coupons(procedures: tuple[Procedure, ...]) -> tuple[Procedure, ...]:
    # Those with an outcome that issues one.
    return tuple(
        procedure for procedure in procedures if any(outcome.coupon for outcome in procedure.named_outcomes.values())
    )  # fmt: skip


def coupon_procedures(installation: Basics, member: Member) -> tuple[Procedure, ...]:
    duties = member.duties("see", tuple(installation.city.duties))
    return tuple(procedure for procedure in installation.catalogue.of_all(with_coupons) if procedure.duty in duties)


def coupon_procedure(installation: Basics, member: Member, procedure: str, *, keeps: bool = False) -> Procedure:
    # Raises NotFound; NotAllowed if `keeps` and it is only seen.
    definition = next((offered for offered in coupon_procedures(installation, member) if offered.id == procedure), None)
    if definition is None:
        raise NotFound("coupons")
    if keeps:
        member.demand("review", definition.duty)
    return definition


def shop_lines(unit: Unit, procedure: str, since: date, until: date) -> tuple[ShopLine, ...]:
    counted = {line.shop_id: line for line in coupons.sums(unit, procedure, since.isoformat(), until.isoformat())}
    return tuple(
        ShopLine(
            shop, counted[shop.id].uses if shop.id in counted else 0, counted[shop.id].yen if shop.id in counted else 0
        )
        for shop in coupons.shops_of(unit, procedure)
    )


def issued_coupons(unit: Unit, procedure: str) -> list[IssuedRow]:
    return coupons.issued(unit, procedure, MOST)


def used_coupons(
    installation: Basics, unit: Unit, member: Member, procedure: str, since: date, until: date
) -> list[UsedRow]:
    write_audit(installation, unit, member.actor, "export coupons", detail=f"{procedure} {since} {until}")
    return coupons.used(unit, procedure, since.isoformat(), until.isoformat())


def add_shop(installation: Basics, unit: Unit, member: Member, procedure: str, name: str) -> ShopRow:
    # Raises NotFound, NotAllowed.
    coupon_procedure(installation, member, procedure, keeps=True)
    shop = ShopRow(secrets.token_hex(8), procedure, name, to_micro(installation.clock.now()), member.id)
    coupons.add_shop(unit, shop)
    write_audit(installation, unit, member.actor, "add coupon shop", detail=shop.id)
    return shop


def end_shop(installation: Basics, unit: Unit, member: Member, procedure: str, shop_id: str) -> None:
    # Its link ends with it. Raises NotFound, NotAllowed; Conflict if it has ended.
    coupon_procedure(installation, member, procedure, keeps=True)
    shop = coupons.shop_by_id(unit, shop_id)
    if shop is None or shop.procedure != procedure:
        raise NotFound("shop")
    if not coupons.end_shop(unit, shop_id, to_micro(installation.clock.now())):
        raise Conflict("shop")
    write_audit(installation, unit, member.actor, "end coupon shop", detail=shop_id)


def coupons_panel(installation: HasCodeKey, unit: Unit, member: Member, case: Case) -> dict[str, object]:
    shown = coupons_of(installation, unit, case)
    revokes = member.may("review", case.row.duty) and any(coupon.state in ("good", "coming") for coupon in shown)
    return {"coupons": shown, "revokes": revokes}


def revoke_coupon(installation: HasPayments, unit: Unit, member: Member, case: Case) -> None:
    # Raises NotAllowed, OwnCase; Conflict without one that counts.
    demand_review(installation, unit, member, case)
    if not coupons.revoke(unit, case.row.id, to_micro(installation.clock.now())):
        raise Conflict("coupon")
    write_audit(installation, unit, member.actor, "revoke coupon", application_id=case.row.id)
