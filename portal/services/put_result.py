"""The outcome of a case from the system that examined it: the way of a decision by hand, with its notice, its approver where the section
wants one, and the time in which the section can take it back."""

from portal.db import Unit
from portal.errors import Problem
from portal.services.cases import open_case
from portal.services.decide_application import MOST_SIGNS, read_decision
from portal.services.installation import Installation
from portal.services.machine import Machine
from portal.services.outcome_notice import number_taken
from portal.services.settle_outcome import settle_outcome
from portal.services.tell_machine import Told
from portal.store import decisions

_DID = {"decide": "decided", "wait": "waits", "propose": "proposed"}
_SAID = {
    "none_chosen": "申請の outcomes の1つではありません",
    "no_words": "この結果には、申請した人へのことばがいります",
    "too_long": f"長すぎます（words は{MOST_SIGNS}字まで）",
    "taken": "この文書番号は、今年度にもう使われています",
}


def put_result(
    installation: Installation, unit: Unit, machine: Machine, told: Told, outcome: str, words: str, number: str,
    matches: bool,
) -> str:  # fmt: skip
    """decided, waits (until it can be taken back no more) or proposed (to an approver). Problem; Conflict; Held."""
    if told.acknowledged is None:
        raise Problem("not_acknowledged")
    if decisions.open_one(unit, told.row.id) is not None or told.row.decided_at is not None:
        raise Problem("conflict")
    if not matches:
        raise Problem("precondition_failed")
    outcomes = told.body["outcomes"]
    case = open_case(installation, unit, told.row)
    decision = read_decision(installation, case, outcome, words, number)
    wrong = list(decision.mistakes)
    if isinstance(outcomes, list) and outcome not in outcomes and ("outcome", "none_chosen") not in wrong:
        wrong.append(("outcome", "none_chosen"))
    if number and not wrong and number_taken(installation, unit, case, number):
        wrong.append(("number", "taken"))
    if wrong:
        names = {"number": "document_number"}
        raise Problem("invalid", errors=[{"at": f"/{names.get(box, box)}", "detail": _SAID[key]} for box, key in wrong])
    did = settle_outcome(installation, unit, machine.member, case, case.row.revision, decision)
    return _DID[did]
