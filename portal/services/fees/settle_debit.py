from dataclasses import asdict
from datetime import timedelta

from integrations.sockets.debit_socket import DebitAnswer
from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.filing.drafts import application_sealer
from portal.services.shared.needs import HasDebits, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow

SERVICE = Actor("system", "debits")
# After its page has ended. What the bank registered later counts all the same.
UNSURE_AFTER = timedelta(days=1)
# What is registered stays so; what ended otherwise is registered if the bank says so after all.
_MOVES = {"open": ("registered", "failed", "cancelled", "unsure"), "unsure": ("registered", "failed", "cancelled")}
_LATE = ("registered",)


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
    return True


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
    with installation.database.write() as unit:
        changed = settle_debit(installation, unit, answer)
        unit.commit()
    return changed
