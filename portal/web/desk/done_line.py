# After a decision the next case opens: the line above it names whom the result is for, and which result, since the page below
# is another person's.

from portal.db import Unit
from portal.errors import GroundNeeded, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.name_principal import listed_name
from portal.services.cases.result import outcome_words, result_of
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk import decisions
from portal.store.desk.decisions import DONE, PROPOSED, WAITING

_LINES = {
    PROPOSED: "「{}」の案を出しました（決裁を待ちます）。",
    WAITING: "「{}」に決めました（まだ伝わっていません）。",
    DONE: "「{}」に決めました。",
}
_ACTS = ("propose", "wait", "decide")


def done_line(installation: Installation, unit: Unit, signed: Member, did: str, number: str | None) -> str:
    """ "" if nothing was decided, or the member may not see the case."""
    if did not in _ACTS or number is None:
        return ""
    try:
        case = case_of_member(installation, unit, signed, number)
    except (NotFound, GroundNeeded):
        return ""
    line = _line(unit, case, signed)
    name = listed_name(case.procedure, case.summary)
    return f"{f'{name}さん（{number}）' if name else number}：{line}" if line else ""


def _line(unit: Unit, case: Case, signed: Member) -> str:
    # An address can be kept: what it names may be taken back by now, or be of a colleague, whose case one would see unrecorded.
    decision = decisions.last(unit, case.row.id)
    if decision is not None and decision.state in _LINES:
        mine = signed.id in (decision.proposed_by, decision.approved_by)
        words = outcome_words(case.procedure, case.row.kind, decision.outcome)
        return _LINES[decision.state].format(words) if mine else ""
    if case.row.decided_at is None or applications.events(unit, case.row.id)[-1].actor != f"staff:{signed.login}":
        return ""
    result = result_of(unit, case)  # without a time to undo
    return _LINES[DONE].format((result.label if result else "") or STATES[case.row.state])
