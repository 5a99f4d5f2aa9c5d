"""Outcomes count as if decided by hand."""

from collections.abc import Mapping

from forms.definition.procedure import full_name
from forms.path.result import raw_of_cell
from portal.db import Unit
from portal.errors import Problem
from portal.services.cases.cases import open_case
from portal.services.desk.case.decide_application import MOST_SIGNS, read_decision
from portal.services.desk.case.settle_outcome import settle_outcome
from portal.services.machines.case_for_machine import MachineCase
from portal.services.machines.machine import Machine
from portal.services.machines.needs import MachinesNeeds
from portal.services.notices.outcome_notice import number_taken
from portal.services.shared.catalogue import speech_of
from portal.store.desk import decisions

_RESULT = "result."
_DID = {"decide": "decided", "wait": "waits", "propose": "proposed"}
_MESSAGES = {
    "none_chosen": "申請の outcomes の1つではありません",
    "no_words": "この結果には、申請した人へのことばが必要です",
    "too_long": f"長すぎます（words は{MOST_SIGNS}字まで）",
    "gap": "words の〔　〕のところが、書かれていません",
    "taken": "この文書番号は、今年度にもう使われています",
}


def put_result(
    installation: MachinesNeeds, unit: Unit, machine: Machine, application: MachineCase, outcome: str, words: str, number: str,
    matches: bool, result: Mapping[str, str] = {},
) -> str:  # fmt: skip
    """decided, waits (revocable) or proposed (to an approver). Raises Problem, Conflict, Held."""
    if application.acknowledged is None:
        raise Problem("not_acknowledged")
    if decisions.open_one(unit, application.row.id) is not None or application.row.decided_at is not None:
        raise Problem("conflict")
    if not matches:
        raise Problem("precondition_failed")
    outcomes = application.body["outcomes"]
    case = open_case(installation, unit, application.row)
    speech = speech_of(case.procedure, "ja")
    decision = read_decision(
        installation, case, outcome, words, number,
        raw_of=lambda field: raw_of_cell(field, result.get(field.id.removeprefix(_RESULT), ""), speech),
    )  # fmt: skip
    wrong = [mistake for mistake in decision.mistakes if mistake[0] != "result"]
    if isinstance(outcomes, list) and outcome not in outcomes and ("outcome", "none_chosen") not in wrong:
        wrong.append(("outcome", "none_chosen"))
    if number and not wrong and number_taken(installation, unit, case, number):
        wrong.append(("number", "taken"))
    known = {
        field.name.removeprefix(_RESULT) for field in (case.procedure.result.fields if case.procedure.result else ())
    }
    wrong_values = [(name.removeprefix(_RESULT), sentence) for name, sentence in decision.wrong]
    wrong_values += [
        (name, "この手続の結果に、この項目はありません") for name in result if full_name(name) not in known
    ]
    if wrong or wrong_values:
        names = {"number": "document_number"}
        raise Problem(
            "invalid",
            errors=[
                *({"at": f"/{names.get(box, box)}", "detail": _MESSAGES[key]} for box, key in wrong),
                *({"at": f"/result/{name}", "detail": sentence} for name, sentence in wrong_values),
            ],
        )
    did = settle_outcome(installation, unit, machine.member, case, case.row.revision, decision)
    return _DID[did]
