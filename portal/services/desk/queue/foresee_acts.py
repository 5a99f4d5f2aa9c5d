# `own_case`, `holds` and whom the register does not know are known only when it is done.

from collections.abc import Collection, Iterable, Mapping, Sequence

from forms.definition.kind import EXAMINING, RECEIVED, RETURNED, SCREENING
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.cases.move_application import ways
from portal.services.desk.case.decide_application import choices
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import decisions, opinions, queues
from portal.store.my_cases import withdrawals

TAKE, PASS = "take", "pass"
NOT_YOURS = "この申請の審査はできません"
OPINION_OPEN = "ほかの課の意見の答えを待っています。待たずに決めるときは、申請のページで決めます"
STOP_OPEN = "申請した人が、やめたいと言っています。返事をするか、申請のページで決めます"
_IN_DECISION = "結果の案が出ています。決裁するか取り消すまで、変えられません"


def possible_acts(
    catalogue: Catalogue, unit: Unit, member: Member, rows: Sequence[ApplicationRow], outcomes: Iterable[str]
) -> tuple[str, ...]:
    # Those that at least one case can take: TAKE, PASS, then of `outcomes`.
    proposed = decisions.open_among(unit, [row.id for row in rows])
    # Five hundred rows have few different states.
    alike = {(row.meaning, row.kind, row.state): row for row in rows if row.id not in proposed}.values()
    possible = {name for row in alike for name in choices(catalogue.version(unit, row.meaning), row)}
    if any(row.assignee_id != member.id for row in rows):
        possible.add(TAKE)
    if any(EXAMINING in ways(row) for row in alike):
        possible.add(PASS)
    return tuple(act for act in (TAKE, PASS, *outcomes) if act in possible)


def hindrances(
    installation: Basics, unit: Unit, member: Member, revisions: Mapping[str, int], act: str
) -> dict[str, str]:
    # Words by receipt number of the cases that cannot take the act.
    rows = {row.receipt_number: row for row in queues.of_numbers(unit, tuple(revisions))}
    proposed = decisions.open_among(unit, [row.id for row in rows.values()])
    asked = opinions.asked_among(unit, [row.id for row in rows.values()]) if act not in (TAKE, PASS) else frozenset()
    stops = withdrawals.open_of(unit, [row.id for row in rows.values()]) if act not in (TAKE, PASS) else frozenset()
    version, why = installation.catalogue.version, dict[str, str]()
    for number, revision in revisions.items():
        row = rows.get(number)
        if row is None or not member.may("review", row.duty):
            why[number] = NOT_YOURS  # as if it did not exist
        elif words := _hindrance(version(unit, row.meaning), row, revision, act, member.id, proposed):
            why[number] = words
        elif row.id in asked:
            why[number] = OPINION_OPEN
        elif row.id in stops:
            why[number] = STOP_OPEN
    return why


def _hindrance(
    procedure: Procedure, row: ApplicationRow, revision: int, act: str, staff_id: int, proposed: Collection[int]
) -> str:
    if row.revision != revision:
        return why_conflict(row, revision, proposed=False)
    if act == TAKE:
        return "もうあなたが担当です" if row.assignee_id == staff_id else ""
    if row.id in proposed:
        return _IN_DECISION
    if act == PASS:
        return "" if EXAMINING in ways(row) else why_conflict(row, revision, proposed=False)
    return "" if act in choices(procedure, row) else why_no_outcome(procedure, row, act)


def why_no_outcome(procedure: Procedure, row: ApplicationRow, outcome: str) -> str:
    state = row.state
    if outcome not in procedure.outcomes_of(row.kind):
        return "この手続には、この結果がありません"
    if row.decided_at is not None:
        return f"もう「{STATES[state]}」と決まっています"
    if state == RETURNED:
        return "補正を待っています。補正が届いてから決めます"
    if state in (RECEIVED, SCREENING):
        return f"まだ「{STATES[state]}」です。先に実質審査に進めます"
    return f"今の状態（{STATES[state]}）からは、この結果にできません"


def why_conflict(row: ApplicationRow, revision: int, *, proposed: bool) -> str:
    if row.revision != revision:
        return f"この一覧を開いたあとに、変わっています（今は「{STATES[row.state]}」）"
    return _IN_DECISION if proposed else f"今の状態（{STATES[row.state]}）では、できません"
