"""Notices of one kind that go to their applicants as written: compared on one page and confirmed once (D227)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_member
from portal.services.notices.ask_by_letter import Addressee, written_to
from portal.services.notices.check_letter import check_letter
from portal.services.notices.dispatch_line import letter_to, notice_of, why_stopped
from portal.services.notices.dispatch_note import NOTICE, note_of
from portal.services.notices.print_notice import paper_of
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.notices import dispatches, enclosures
from portal.store.notices.dispatches import WAITING, DispatchRow

MOST = 100  # as many as a batch holds
CHANGED, LATE = "changed", "late"
NOT_CHECKED: Mapping[str, str] = {
    CHANGED: "この画面を開いたあとで、あて名か住所が変わりました。1通ずつ確かめてください。",
    LATE: "ほかの人が先に確かめたか、送らないことにしました。",
}


@dataclass(frozen=True)
class StackLine:
    """`seen` identifies the addressee as shown: what leaves was compared."""

    id: int
    receipt_number: str
    to: Addressee
    document: str
    seen: str


@dataclass(frozen=True)
class Stack:
    """`title`: of the notice; `procedure`: its title. `lines` in order of arrival here."""

    title: str
    procedure: str
    lines: tuple[StackLine, ...]

    @property
    def first(self) -> int:
        return self.lines[0].id


def stacks(installation: Records, unit: Unit, member: Member, duty: str) -> tuple[Stack, ...]:
    """Of two letters or more, without protected people, another addressee or copy, enclosures, papers of a core system,
    and lines put here or stopped for a reason. Raises NotAllowed."""
    member.demand("deliver", duty)
    groups: dict[tuple[str, str], list[StackLine]] = {}
    for row in dispatches.in_state(unit, duty, WAITING, most=MOST):
        case = _case(installation, unit, member, row)
        line = _line(unit, case, row) if case is not None else None
        notice = notice_of(unit, row)
        if case is not None and line is not None and notice is not None:
            groups.setdefault((notice.title, case.procedure.title), []).append(line)
    return tuple(Stack(*key, tuple(lines)) for key, lines in groups.items() if len(lines) > 1)


def check_stack(
    installation: Records, unit: Unit, member: Member, chosen: Mapping[int, str]
) -> tuple[tuple[int, ...], tuple[tuple[str, str], ...]]:
    """`chosen`: `seen` by line. Returns checked lines, and (receipt number, key of STOPPED or NOT_CHECKED) of others.
    Raises NotAllowed."""
    checked, stopped = [], list[tuple[str, str]]()
    for line_id, seen in sorted(chosen.items()):
        row = dispatches.by_id(unit, line_id)
        case = _case(installation, unit, member, row) if row is not None else None
        if row is None or case is None:
            continue
        member.demand("deliver", row.duty)
        line = _line(unit, case, row) if row.state == WAITING else None
        why = LATE if row.state != WAITING else CHANGED if line is None or line.seen != seen else ""
        if line is not None and not why:
            note = replace(note_of(case, row), to=line.to)
            try:
                why = check_letter(installation, unit, member, case, row, note, registered=False)
            except Conflict:
                why = LATE
        if why:
            stopped.append((case.row.receipt_number, why))
        else:
            checked.append(line_id)
    return tuple(checked), tuple(stopped)


def _case(installation: Records, unit: Unit, member: Member, row: DispatchRow) -> Case | None:
    application = applications.by_id(unit, row.application_id)
    return case_of_member(installation, unit, member, application.receipt_number) if application else None


def _line(unit: Unit, case: Case, row: DispatchRow) -> StackLine | None:
    if row.kind != NOTICE or row.copies or row.why or row.registered or case.protected or enclosures.of(unit, row.id):
        return None
    note, notice = note_of(case, row), notice_of(unit, row)
    if note.to is not None or note.reason or notice is None or paper_of(case, notice):
        return None
    to = letter_to(unit, case, row, note)
    if to != written_to(unit, case) or why_stopped(unit, case, row, note):
        return None
    return StackLine(row.id, case.row.receipt_number, to, notice.number, _seen(to))


def _seen(to: Addressee) -> str:
    return hashlib.sha256(json.dumps(asdict(to), ensure_ascii=False).encode()).hexdigest()[:32]


def chosen_lines(boxes: Sequence[str]) -> Mapping[int, str]:
    """`id:seen`, without malformed values."""
    chosen = {}
    for box in boxes[:MOST]:
        number, _, seen = box.partition(":")
        if number.isascii() and number.isdigit() and len(number) < 16:
            chosen[int(number)] = seen
    return chosen
