from dataclasses import asdict
from datetime import timedelta

from integrations.sockets.debit_socket import DebitAnswer
from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case, open_case
from portal.services.cases.debits import settled_papers
from portal.services.filing.describe_papers import paper_title
from portal.services.filing.drafts import application_sealer
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import HasDebits, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow
from portal.store.my_cases import late_papers

SERVICE = Actor("system", "debits")
# After its page has ended. A later registration by the bank still counts.
UNSURE_AFTER = timedelta(days=1)
# What is registered stays so; what ended otherwise is registered if the bank says so after all.
_MOVES = {"open": ("registered", "failed", "cancelled", "unsure"), "unsure": ("registered", "failed", "cancelled")}
_LATE = ("registered",)
_REGISTERED = "銀行のページで、口座が登録されたため"


def settle_debit(installation: Records, unit: Unit, answer: DebitAnswer) -> bool:
    # False if it changes nothing. Raises NotFound.
    row = debits.by_number(unit, answer.number)
    application = applications.by_id(unit, row.application_id) if row is not None else None
    if row is None or application is None:
        raise NotFound("debit")
    if row.state == "registered" or answer.state not in _MOVES.get(row.state, _LATE):
        return False
    sealed = None
    if answer.account is not None:
        box = application_sealer(installation, application.uid, application.key_id, application.wrapped_key)
        sealed = box.seal(f"debit:{row.number}", asdict(answer.account))
    now = to_micro(installation.clock.now())
    if not debits.settle(unit, row, answer.state, answer.reference or row.reference, sealed, now):
        return False
    detail = f"{row.number} {answer.state}"
    write_audit(installation, unit, SERVICE, "settle debit", application_id=application.id, detail=detail)
    if answer.state == "registered" and application.decided_at is None:
        waive_papers(installation, unit, open_case(installation, unit, application), now, SERVICE, _REGISTERED)
    return True


def waive_papers(installation: Records, unit: Unit, case: Case, now: int, actor: Actor, why: str) -> None:
    # The bank has checked the account and its holder: a copy of the passbook and a stamped form prove nothing more.
    # Waived, not unneeded: a later correction does not ask for them again, staff still may.
    settled = settled_papers(case.procedure)
    for row in late_papers.of_application(unit, case.row.id):
        note = case.sealer.seal(f"paper note:{row.id}", why)
        if row.paper in settled and late_papers.waive(unit, row.id, note, now):
            title = paper_title(case, row.paper, speech_of(case.procedure, "ja"))
            words = case.sealer.seal(f"words:{now}", f"{title}：{why}")
            state = case.row.state
            applications.add_event(unit, case.row.id, EventRow(now, str(actor), "paper_waived", state, state, words))
            write_audit(installation, unit, actor, "waive paper", application_id=case.row.id, detail=row.paper)


def ask_service(installation: HasDebits, row: DebitRow) -> bool:
    # Outside a unit. True if something changed. Raises AdapterError. One of a replaced service counts as without a
    # result; one that never reached the service has failed once its page could not be open any more.
    answer, now = DebitAnswer(row.number, "open"), to_micro(installation.clock.now())
    if installation.debits is not None and installation.debits.name == row.provider:
        try:
            answer = installation.debits.status(row.number)
        except AdapterError as failed:
            if failed.code != "ORDER_UNKNOWN":
                raise
            answer = DebitAnswer(row.number, "failed" if now > row.ends_at else "open")
    over = to_micro(installation.clock.now() - UNSURE_AFTER) > row.ends_at
    if answer.state == "open" and over:
        answer = DebitAnswer(row.number, "unsure")
    with installation.database.change() as unit:
        return settle_debit(installation, unit, answer)
