"""領収書, without answers. The caller has checked access."""

from typing import Any

from forms.numbers.calendar import in_both_calendars
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.errors import Closed, required
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.cases.name_principal import shown_name
from portal.services.paper.typeset import typeset
from portal.services.shared.needs import HasDocuments, HasPayments
from portal.store.fees import tills
from portal.store.fees.payments import COUNTER
from portal.store.fees.tills import TAKEN

_METHODS = {"cash": "現金", "cashless": "キャッシュレス"}


def fee_receipt_content(installation: HasPayments, unit: Unit, case: Case) -> dict[str, Any]:
    """Raises Closed if nothing is paid."""
    fee = amount_due(installation, unit, case)
    payment = required(fee.payment if fee is not None and fee.paid else None, Closed("receipt"))
    office = installation.city.office(case.row.duty, installation.clock.today())
    entry = next((movement for movement in tills.of_payment(unit, payment.number) if movement.kind == TAKEN), None)
    paid_at = from_micro(entry.at if entry else payment.changed_at)
    places = {counter.id: counter.title for counter in installation.city.counters}
    elsewhere = "コンビニ" if payment.by_shop else "窓口" if payment.provider == COUNTER else "キャッシュレス"
    method = _METHODS[entry.method] if entry else elsewhere
    return {
        "title": f"領収書 {case.row.receipt_number}",
        "city": installation.city.name,
        "foot": f"{installation.city.name}　領収書　受付番号 {case.row.receipt_number}",
        "name": shown_name(case.procedure, case.summary),
        "amount": f"{payment.amount:,}円",
        "authority": office.authority,
        "rows": [
            ["ただし", f"{case.procedure.title} 手数料"],
            ["受け取った日", in_both_calendars(tokyo_day(paid_at))],
            ["支払い方法", method],
            ["受け取った所", places.get(entry.place, office.office) if entry else office.office],
            ["受付番号", case.row.receipt_number],
            ["担当", f"{office.office}　電話 {office.telephone}"],
        ],
    }


def print_fee_receipt(installation: HasDocuments, content: dict[str, Any]) -> bytes:
    """Signed, else with space for the stamp. Outside a unit."""
    signer, now = installation.documents, installation.clock.now()
    pdf = typeset("fee_receipt", {**content, "stamp": signer is None}, now).pdf
    return pdf if signer is None else signer.sign(pdf, now, str(content["title"]), installation.city.name)
