"""Reasons of a refusal in bulk, one per case: a shared one names no case's own fact (行政手続法8条)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.definition.outcome import Outcome, RefusalReason
from portal.db import Unit
from portal.services.desk.case.decide_application import MOST_SIGNS, has_gap, is_short
from portal.services.desk.case.ready_reasons import picked_reason, ready_reasons, with_ready
from portal.services.desk.queue.line import queue_lines
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import queues


@dataclass(frozen=True)
class Reason:
    """`words` for the applicant; `law` "": as the outcome or procedure says."""

    words: str
    law: str = ""


@dataclass(frozen=True)
class ReasonLine:
    """`typed`, `picked`: in the boxes. `problem`: a key, or ""."""

    receipt_number: str
    procedure: str
    name: str
    ready: tuple[RefusalReason, ...]
    picked: str
    typed: str
    reason: Reason
    problem: str


def reason_lines(
    installation: Records,
    unit: Unit,
    member: Member,
    numbers: Sequence[str],
    outcome: Outcome,
    typed: Mapping[str, tuple[str, str]],
) -> tuple[ReasonLine, ...]:
    """`typed`: words and code of the ready reason by receipt number. Of cases that the member reviews."""
    rows = [row for row in queues.of_numbers(unit, numbers) if member.may("review", row.duty)]
    lines = []
    for row, line in zip(rows, queue_lines(installation, unit, rows, member), strict=True):
        procedure, (words, code) = installation.catalogue.version(unit, row.meaning), typed[row.receipt_number]
        picked = picked_reason(procedure, row.kind, code, (outcome.id,), outcome.id)
        ready = None if picked is None else picked[1]
        text = with_ready(words, ready)
        problem = "no_words" if not text.strip() else "short" if is_short(outcome, text) else ""
        lines.append(
            ReasonLine(
                row.receipt_number, line.procedure, line.name, ready_reasons(procedure, row.kind, (outcome.id,)),
                ready.id if ready else "", words, Reason(text, ready.law if ready else ""),
                problem or ("too_long" if len(text) > MOST_SIGNS else "gap" if has_gap(text) else ""),
            )
        )  # fmt: skip
    if lines:
        write_audit(installation, unit, member.actor, "see queue", detail=f"{len(lines)} applications")
    return tuple(lines)
