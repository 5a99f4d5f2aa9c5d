"""What waits besides the review, as lines of the queue."""

from collections.abc import Mapping

from portal.db import Unit
from portal.services.cases.result import outcome_words
from portal.services.desk.queue.calls import DeskCalls
from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.desk.queue.page import TASKS
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import queues


def tasks_of(calls: DeskCalls) -> Mapping[str, tuple[str, ...]]:
    """Receipt numbers by task, most pressing first; without empty tasks."""
    every = (
        calls.approvals, (*calls.reached.mine, *calls.reached.others), calls.near.mine, calls.stops, calls.messages,
        calls.to_notify, calls.letters_back, calls.refunds, calls.matches, calls.taken_back, calls.unsigned,
        calls.opinions_came, calls.opinions_late, calls.terms_ending,
    )  # fmt: skip
    return {name: numbers for name, numbers in zip(TASKS, every, strict=True) if numbers}


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
