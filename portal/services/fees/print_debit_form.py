"""口座振替依頼書, with the box of 届出印."""

# The caller has checked access. No bank's own form: whether it takes this one is for the city to agree (未確認).

from typing import Any

from forms.numbers.calendar import in_both_calendars
from portal.db import Unit
from portal.errors import Closed
from portal.services.cases.cases import Case
from portal.services.cases.debits import debited
from portal.services.cases.name_principal import shown_name
from portal.services.paper.print_form import drawn_number
from portal.services.paper.typeset import typeset
from portal.services.shared.needs import Basics

_KINDS = {"ordinary": "普通", "current": "当座", "savings": "貯蓄"}


def debit_form_content(installation: Basics, unit: Unit, case: Case) -> dict[str, Any]:
    # Raises Closed if nothing is drawn from an account.
    debit = debited(unit, case)
    if debit is None or case.hides:
        raise Closed("debit")
    account, office = debit.account, installation.city.office(case.row.duty, installation.clock.today())
    number = case.row.receipt_number
    return {
        "title": f"口座振替依頼書 {number}",
        "city": installation.city.name,
        "foot": f"{installation.city.name}　口座振替依頼書　受付番号 {number}",
        "what": case.procedure.title,
        "authority": office.authority,
        "name": shown_name(case.procedure, case.summary),
        "day": in_both_calendars(installation.clock.today()),
        "code": drawn_number(number),
        "rows": [
            ["金融機関", _named(account, "bank")],
            ["支店", _named(account, "branch")],
            ["種目", _KINDS[account["kind"]]],
            ["口座番号", account["number"]],
            *([["記号・番号", f"{account['symbol']}　{account['post_number']}"]] if account["way"] == "post" else []),
            ["口座の名義", account["holder"]],
        ],
        "office": f"{office.office}　電話 {office.telephone}",
    }


def print_debit_form(installation: Basics, content: dict[str, Any]) -> bytes:
    # Outside a unit.
    return typeset("debit_form", content, installation.clock.now()).pdf


def _named(account: Any, name: str) -> str:
    return "　".join(account[key] for key in (f"{name}_name", name) if account.get(key))
