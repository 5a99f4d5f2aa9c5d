"""What waits besides the review, as lines of the queue."""

from collections.abc import Mapping

from portal.db import Unit
from portal.services.cases.result import outcome_words
from portal.services.desk.queue.calls import DeskCalls
from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import queues


def tasks_of(calls: DeskCalls) -> Mapping[str, tuple[str, ...]]:
    """Receipt numbers by task, most pressing first; without empty tasks."""
    every = {
        "approvals": calls.approvals,
        "reached": (*calls.reached.mine, *calls.reached.others),
        "near": calls.near.mine,
        "stops": calls.stops,
        "messages": calls.messages,
        "notify": calls.to_notify,
        "refunds": calls.refunds,
        "matches": calls.matches,
        "taken_back": calls.taken_back,
        "unsigned": calls.unsigned,
        "opinions_came": calls.opinions_came,
        "opinions_late": calls.opinions_late,
        "terms_ending": calls.terms_ending,
    }
    return {name: numbers for name, numbers in every.items() if numbers}


def task_lines(
    installation: Records, unit: Unit, member: Member, calls: DeskCalls, task: str
) -> tuple[tuple[QueueLine, ...], Mapping[str, str]]:
    """With the proposed outcome in words by receipt number."""
    rows = queues.of_numbers(unit, tasks_of(calls).get(task, ()))
    lines = queue_lines(installation, unit, rows, member)
    if lines:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{len(lines)} applications")
    proposed = {}
    for row in rows if task == "approvals" else ():
        procedure, outcome = installation.catalogue.version(unit, row.meaning), calls.proposed[row.receipt_number]
        proposed[row.receipt_number] = outcome_words(procedure, row.kind, outcome)
    return lines, proposed
