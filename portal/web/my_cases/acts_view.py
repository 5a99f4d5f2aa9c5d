"""What an agent was asked to do and what not: what they may not do is not offered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.definition.mandate import acts_question
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import MEND, RECEIVE, WITHDRAW, covers, named_acts
from portal.services.my_cases.list_documents import NOTICE
from portal.services.my_cases.stop_application import ASK, NOW
from portal.services.shared.catalogue import speech_of
from portal.store.signing import delegations

UNASKED = "unasked"  # the way to stop


def acts_view(unit: Unit, case: Case, language: str) -> dict[str, Any]:
    row, question = delegations.of_application(unit, case.row.id), acts_question(case.procedure)
    if row is None or question is None:
        return {"acts": {}}
    speech = speech_of(case.procedure, language)
    labels = {act: speech.text(f"{question.path}.options.{act}.label", act) for act in named_acts(case.procedure)}
    may = {act: covers(case, row, act) for act in labels}
    return {
        "acts": {
            "may": [label for act, label in labels.items() if may[act]],
            "not": [label for act, label in labels.items() if not may[act]],
        }
    }


def without_unasked(unit: Unit, case: Case, context: Mapping[str, Any]) -> dict[str, Any]:
    """The context of the application's page, as far as what was asked goes."""
    row, shown = delegations.of_application(unit, case.row.id), dict(context)
    if not covers(case, row, WITHDRAW) and shown["way"] in (NOW, ASK):
        shown["way"] = UNASKED
    if not covers(case, row, RECEIVE):
        shown |= {
            "documents": [document for document in shown["documents"] if document.kind != NOTICE],
            "given": [], "may_declare": False, "result": None, "decision": None, "follows_result": [],
            "happened": [replace(happening, words="") if happening.key == "timeline.decide" else happening for happening in shown["happened"]],
        }  # fmt: skip
    talks = covers(case, row, MEND) or covers(case, row, RECEIVE)
    shown |= {"talks": talks, "talk": shown["talk"] if talks else []}
    changes = covers(case, row, MEND) or covers(case, row, WITHDRAW)
    return shown | {"booked": [replace(booked, open=booked.open and changes) for booked in shown["booked"]]}
