"""確認項目: what a reviewer made sure of, line by line, who and when. Ticks move nothing and close nothing: an approval without them is
warned of, and the reviewer answers for it. Of answers that came later nothing was made sure, so their ticks stand no more."""

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from forms.kind import IN_VAIN
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.describe_case import CaseView, describe_case
from portal.services.installation import Installation
from portal.services.own_case import demand_not_own
from portal.services.record_delegation import delegation_of
from portal.services.rights import Member
from portal.services.said_in_disaster import lines_to_check
from portal.services.to_check import to_check
from portal.services.write_audit import write_audit
from portal.store import checked_items, staff_members
from portal.store.checked_items import TickRow


@dataclass(frozen=True)
class CheckItem:
    """A line of the list. `who` and `at` of the tick; `before`: it was of answers that have changed since, and stands no more."""

    id: str
    words: str
    ticked: bool
    who: str
    at: datetime | None
    before: bool


def check_items(installation: Installation, unit: Unit, case: Case, view: CaseView) -> tuple[CheckItem, ...]:
    """The list of the case, with what was made sure of."""
    mandate = delegation_of(unit, case, installation.clock.today()) is not None
    rows = checked_items.last_of(unit, case.row.id)
    lines = (*lines_to_check(case.procedure, case.evidence), *to_check(case.procedure, view, mandate=mandate))
    return tuple(_item(unit, case, words, rows) for words in lines)


def _item(unit: Unit, case: Case, words: str, rows: dict[str, TickRow]) -> CheckItem:
    name = _name_of(words)
    row = rows.get(name)
    if row is None or not row.ticked:
        return CheckItem(name, words, ticked=False, who="", at=None, before=False)
    by = staff_members.by_id(unit, row.staff_id)
    stands = row.answers_revision == case.row.answers_revision
    return CheckItem(name, words, stands, by.name if by else "", from_micro(row.at), not stands)


def _name_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def tick_checks(
    installation: Installation, unit: Unit, member: Member, case: Case, answers: str, was: Set[str], now: Set[str]
) -> None:
    """`was` and `now`: the lines that were ticked on the page, and that are now: only what differs is stored, so that two colleagues
    who tick other lines keep both. `answers`: the revision of the answers on that page. NotAllowed; OwnCase; Conflict where other
    answers stand by now, or it is decided."""
    member.demand("review", case.row.duty)
    demand_not_own(installation, unit, member, case)
    if case.row.decided_at is not None or answers != str(case.row.answers_revision):
        raise Conflict("check")
    items = check_items(installation, unit, case, describe_case(installation, unit, case, member.id))
    changed = [item for item in items if item.id in was ^ now and item.ticked is not (item.id in now)]
    at = to_micro(installation.clock.now())
    for item in changed:
        row = TickRow(item.id, int(item.id in now), case.row.answers_revision, member.id, at)
        checked_items.add(unit, case.row.id, row)
    if changed:
        ticked = sum(item.id in now for item in changed)
        detail = f"{ticked} ticked {len(changed) - ticked} taken back"
        write_audit(installation, unit, member.actor, "tick checks", application_id=case.row.id, detail=detail)


def unticked(installation: Installation, unit: Unit, case: Case, outcome: str, staff_id: int) -> tuple[str, ...]:
    """What nobody has made sure of, before an outcome that gives something; () before one that comes to nothing."""
    if outcome in IN_VAIN:
        return ()
    view = describe_case(installation, unit, case, staff_id)
    return tuple(item.words for item in check_items(installation, unit, case, view) if not item.ticked)
