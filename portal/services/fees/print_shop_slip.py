"""払込票 for a convenience store, to be enclosed in a letter."""

# The caller has checked access.

from datetime import date
from typing import Any

from forms.numbers.calendar import in_both_calendars
from forms.numbers.shop_payment import FREE, ISSUER, MODULE, bars, shop_payment, shown_payment
from forms.numbers.unified_code import fill_unified
from portal.db import Unit
from portal.errors import Closed
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.cases.name_principal import shown_name
from portal.services.paper.print_form import drawn_number
from portal.services.paper.typeset import typeset
from portal.services.shared.needs import Basics, HasPayments

_HIGH = 11  # mm; at least 10


def shop_slip_content(installation: HasPayments, unit: Unit, case: Case) -> dict[str, Any]:
    """Raises Closed if no store takes it."""
    fee = amount_due(installation, unit, case)
    if fee is None or not fee.has_slip:
        raise Closed("slip")
    number, issuer = case.row.receipt_number, installation.settings.shop_payment_issuer
    free = issuer[ISSUER:] + number.replace("-", "")  # an agency's digits for the city, then those that name the case
    digits = shop_payment(issuer[:ISSUER], free[:FREE], fee.until, fee.amount)
    office = installation.city.office(case.row.duty, installation.clock.today())
    return {
        "title": f"払込票 {number}",
        "city": installation.city.name,
        "foot": f"{installation.city.name}　払込票　受付番号 {number}",
        "name": shown_name(case.procedure, case.summary),
        "amount": f"{fee.amount:,}円",
        "until": in_both_calendars(fee.until),
        "authority": office.authority,
        "rows": [
            ["納めるもの", f"{case.procedure.title} 手数料"],
            ["受付番号", number],
            ["担当", f"{office.office}　電話 {office.telephone}"],
        ],
        "bars": _drawn(bars(digits)),
        "bars_width": round(len(bars(digits)) * MODULE, 2),
        "bars_high": _HIGH,
        "digits": digits,
        "qr": _unified(installation, number, fee.until, fee.amount),
        "shown": list(shown_payment(digits)),
    }


def print_shop_slip(installation: Basics, content: dict[str, Any]) -> bytes:
    """Outside a unit."""
    return typeset("shop_slip", content, installation.clock.now()).pdf


def _unified(installation: HasPayments, number: str, until: date, amount: int) -> dict[str, str] | None:
    # eL-QR (地方税統一QRコード). The rule of its check pairs is 未確認, so the text is a setting, tried at start.
    layout = installation.settings.shop_payment_qr
    if not layout:
        return None
    return dict(drawn_number(fill_unified(layout, number.replace("-", ""), until, amount)))


def _drawn(modules: str) -> str:
    # One rectangle per run of ones: no hair lines between modules.
    parts, place = [], 0
    for run in modules.replace("01", "0 1").replace("10", "1 0").split():
        if run[0] == "1":
            parts.append(f'<rect x="{place}" y="0" width="{len(run)}" height="10"/>')
        place += len(run)
    size = f'viewBox="0 0 {len(modules)} 10" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} shape-rendering="crispEdges">{"".join(parts)}</svg>'
