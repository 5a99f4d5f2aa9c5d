"""確認項目: who confirmed what."""

# An item without a tick stops a favourable decision unless somebody says why; changed answers void ticks.

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from forms.definition.kind import IN_VAIN
from portal.clock import Clock, from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import add_inside_event, is_explained
from portal.services.cases.own_case import demand_review
from portal.services.desk.case.describe_case import CaseView, describe_case
from portal.services.desk.queue.checks import to_check
from portal.services.filing.record_delegation import delegation_of
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.unchecked_entries import lines_to_check
from portal.store.desk import checked_items
from portal.store.desk.checked_items import TickRow
from portal.store.staff import staff_members


@dataclass(frozen=True)
class CheckItem:
    id: str
    words: str
    ticked: bool
    who: str
    at: datetime | None
    before: bool  # changed answers voided it


def check_items(clock: Clock, unit: Unit, case: Case, view: CaseView) -> tuple[CheckItem, ...]:
    mandate = delegation_of(unit, case, clock.today()) is not None
    rows = checked_items.last_of(unit, case.row.id)
    lines = (*lines_to_check(case.procedure, case.evidence), *to_check(case.procedure, view, mandate=mandate))
    return tuple(_item(unit, case, words, rows) for words in lines)


def _item(unit: Unit, case: Case, words: str, rows: dict[str, TickRow]) -> CheckItem:
    name = hashlib.sha256(words.encode()).hexdigest()[:16]
    row = rows.get(name)
    if row is None or not row.ticked:
        return CheckItem(name, words, ticked=False, who="", at=None, before=False)
    by = staff_members.by_id(unit, row.staff_id)
    current = row.answers_revision == case.row.answers_revision
    return CheckItem(name, words, current, by.name if by else "", from_micro(row.at), not current)


def tick_checks(
    installation: HasPayments, unit: Unit, member: Member, case: Case, answers: str, was: Set[str], now: Set[str]
) -> None:
    """Stores only differences of `was` and `now`: colleagues' ticks both stay. `answers`: the revision shown. Raises NotAllowed, OwnCase, Conflict."""
    demand_review(installation, unit, member, case)
    if case.row.decided_at is not None or answers != str(case.row.answers_revision):
        raise Conflict("check")
    items = check_items(installation.clock, unit, case, describe_case(installation, unit, case, member.id))
    changed = [item for item in items if item.id in was ^ now and item.ticked is not (item.id in now)]
    instant = to_micro(installation.clock.now())
    for item in changed:
        row = TickRow(item.id, int(item.id in now), case.row.answers_revision, member.id, instant)
        checked_items.add(unit, case.row.id, row)
    if changed:
        ticked = sum(item.id in now for item in changed)
        detail = f"{ticked} ticked {len(changed) - ticked} taken back"
        write_audit(installation, unit, member.actor, "tick checks", application_id=case.row.id, detail=detail)


def unticked(installation: HasPayments, unit: Unit, case: Case, outcome: str, staff_id: int) -> tuple[str, ...]:
    if outcome in IN_VAIN:
        return ()
    view = describe_case(installation, unit, case, staff_id)
    return tuple(item.words for item in check_items(installation.clock, unit, case, view) if not item.ticked)


def explain_unchecked(
    installation: HasPayments, unit: Unit, member: Member, case: Case, outcome: str, why: str
) -> bool:
    """False if `why`, recorded beside items without a tick, is too short or too long."""
    lines, reason = unticked(installation, unit, case, outcome, member.id), why.strip()
    if not lines:
        return True
    if not is_explained(reason):
        return False
    now = to_micro(installation.clock.now())
    add_inside_event(unit, member.actor, case, "leave_unchecked", f"{reason}（{'、'.join(lines)}）", now)
    detail = f"{len(lines)} without a tick"
    write_audit(installation, unit, member.actor, "leave unchecked", application_id=case.row.id, detail=detail)
    return True
