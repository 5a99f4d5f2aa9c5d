# After a decision the next case opens: the line above it names whom the result is for, and which result, since the page below
# is another person's.

from portal.db import Unit
from portal.errors import GroundNeeded, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.name_principal import shown_name
from portal.services.cases.result import outcome_words, result_of
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.store.desk import decisions
from portal.store.desk.decisions import PROPOSED, WAITING

_LINES = {
    "propose": "「{}」の案を出しました（決裁を待ちます）。",
    "wait": "「{}」に決めました（まだ伝わっていません）。",
    "decide": "「{}」に決めました。",
}


def done_line(installation: Installation, unit: Unit, signed: Member, did: str, number: str | None) -> str:
    """ "" if nothing was decided, or the member may not see the case."""
    if did not in _LINES or number is None:
        return ""
    try:
        case = case_of_member(installation, unit, signed, number)
    except (NotFound, GroundNeeded):
        return ""
    name = shown_name(case.procedure, case.summary)
    who = f"{name}さん（{number}）" if name else number
    return f"{who}：{_LINES[did].format(_result(unit, case))}"


def _result(unit: Unit, case: Case) -> str:
    row = decisions.last(unit, case.row.id)
    if row is not None and row.state in (PROPOSED, WAITING):
        return outcome_words(case.procedure, case.row.kind, row.outcome)
    kept = result_of(unit, case)
    return (kept.label if kept else "") or STATES[case.row.state]
