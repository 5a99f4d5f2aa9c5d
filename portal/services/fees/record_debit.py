# 口座振替依頼書 on paper: the bank answers by post, and staff record it.

import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.debits import REGISTERED, debited
from portal.services.cases.own_case import demand_review
from portal.services.fees.settle_debit import waive_papers
from portal.services.filing.describe_papers import paper_title
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow
from portal.store.handover import hand_overs
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import WAIVED

PAPER = "paper"
_BACK = "紙の依頼書の登録の記録を取り消したため"
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


def take_debit_back(installation: Records, unit: Unit, member: Member, case: Case) -> None:
    # A wrong press, until the case was handed over. Raises NotAllowed, OwnCase; Conflict without such a record, or later.
    demand_review(installation, unit, member, case)
    debit = debited(unit, case)
    row = debit.row if debit is not None else None
    if row is None or row.provider != PAPER or hand_overs.of_application(unit, case.row.id):
        raise Conflict("debit")
    # Removed, not ended: a registration that the bank's page ended before is the last one again. The audit record stays.
    if not debits.remove(unit, row):
        raise Conflict("debit")
    write_audit(installation, unit, member.actor, "take debit back", application_id=case.row.id, detail=row.number)
    if case.row.decided_at is None:
        _ask_papers_again(installation, unit, member, case, row)


def _ask_papers_again(installation: Records, unit: Unit, member: Member, case: Case, row: DebitRow) -> None:
    # Those alone that the record itself had waived.
    now, state = to_micro(installation.clock.now()), case.row.state
    for paper in late_papers.of_application(unit, case.row.id):
        waived = paper.state == WAIVED and paper.settled_at == row.made_at
        if waived and late_papers.ask(unit, paper.id, paper.due):
            title = paper_title(case, paper.paper, speech_of(case.procedure, "ja"))
            words = case.sealer.seal(f"words:{now}", f"{title}：{_BACK}")
            event = EventRow(now, str(member.actor), "paper_asked", state, state, words)
            applications.add_event(unit, case.row.id, event)
            write_audit(
                installation, unit, member.actor, "ask for paper", application_id=case.row.id, detail=paper.paper
            )
