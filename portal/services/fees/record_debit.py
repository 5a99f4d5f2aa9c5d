# 口座振替依頼書 on paper: the bank answers by post, and staff record it.

import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.debits import REGISTERED, debited
from portal.services.cases.own_case import demand_review
from portal.services.fees.settle_debit import waive_papers
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow

PAPER = "paper"
_REGISTERED = "紙の依頼書で、口座が登録されたため"


def record_debit(installation: Records, unit: Unit, member: Member, case: Case) -> None:
    # Raises NotAllowed, OwnCase; Conflict without an account, once it is registered, or while the bank's page is open.
    demand_review(installation, unit, member, case)
    debit = debited(unit, case)
    if debit is None or debit.state in (REGISTERED, "open"):
        raise Conflict("debit")
    now = to_micro(installation.clock.now())
    row = DebitRow(0, secrets.token_hex(16), case.row.id, REGISTERED, PAPER, "", None, now, now, now, now)
    if not debits.add(unit, row):
        raise Conflict("debit")
    write_audit(installation, unit, member.actor, "record debit", application_id=case.row.id, detail=row.number)
    if case.row.decided_at is None:
        waive_papers(installation, unit, case, now, member.actor, _REGISTERED)
