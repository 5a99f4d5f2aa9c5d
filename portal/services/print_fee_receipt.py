"""The receipt for a fee that was paid (領収書): amount, what for, when, where. Says nothing of the answers. Checks no right: whoever
opened the case has."""

from typing import Any

from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.errors import Closed
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.name_principal import shown_name
from portal.services.owed import owed
from portal.services.print_form import written_day
from portal.services.typeset import typeset
from portal.store import tills
from portal.store.payments import COUNTER
from portal.store.tills import TAKEN

_METHODS = {"cash": "現金", "cashless": "キャッシュレス"}


def fee_receipt_content(installation: Installation, unit: Unit, case: Case) -> dict[str, Any]:
    """All that stands on it, as JSON. Closed where nothing is paid now."""
    found = owed(installation, unit, case)
    payment = found.payment if found is not None and found.paid else None
    if payment is None:
        raise Closed("receipt")
    office = installation.city.office(case.row.duty, installation.clock.today())
    entry = next((one for one in tills.of_payment(unit, payment.number) if one.kind == TAKEN), None)
    paid_at = from_micro(entry.at if entry else payment.changed_at)
    places = {one.id: one.title for one in installation.city.counters}
    method = _METHODS[entry.method] if entry else "窓口" if payment.provider == COUNTER else "キャッシュレス"
    return {
        "title": f"領収書 {case.row.receipt_number}",
        "city": installation.city.name,
        "foot": f"{installation.city.name}　領収書　受付番号 {case.row.receipt_number}",
        "name": shown_name(installation, case.procedure, case.summary),
        "amount": f"{payment.amount:,}円",
        "authority": office.authority,
        "rows": [
            ["ただし", f"{case.procedure.title} 手数料"],
            ["受け取った日", written_day(tokyo_day(paid_at))],
            ["支払い方法", method],
            ["受け取った所", places.get(entry.place, office.office) if entry else office.office],
            ["受付番号", case.row.receipt_number],
            ["担当", f"{office.office}　電話 {office.telephone}"],
        ],
    }


def print_fee_receipt(installation: Installation, content: dict[str, Any]) -> bytes:
    """Signed where this service has a key to sign with, else with a space for the city's stamp. Outside a unit of work."""
    signer, now = installation.documents, installation.clock.now()
    pdf = typeset("fee_receipt", {**content, "stamp": signer is None}, now).pdf
    return pdf if signer is None else signer.sign(pdf, now, str(content["title"]), installation.city.name)
