"""Ready reasons fit the outcomes that need reasons."""

import pytest

from portal.services.cases.cases import Case
from portal.services.desk.case.ready_reasons import picked_reason, ready_reasons, with_ready
from portal.services.shared.installation import Installation
from tests.portal.results import examined_case, examiner
from tests.portal.services.desk.at_work import case_of

CLAIM = "jido-teate-nintei"


@pytest.fixture
def case(installation: Installation) -> Case:
    clerk = examiner(installation, CLAIM)
    return case_of(installation, clerk, examined_case(installation, clerk, CLAIM))


def test_only_the_outcomes_that_need_reasons_have_ready_ones(case: Case) -> None:
    assert ready_reasons(case.procedure, "application", ("approved",)) == ()
    partly = [ready.id for ready in ready_reasons(case.procedure, "application", ("approved", "partly"))]
    assert partly == ["not_caring"]
    assert set(partly) < {
        ready.id for ready in ready_reasons(case.procedure, "application", ("approved", "partly", "refused"))
    }


def test_a_reason_brings_its_outcome_its_words_and_its_provision(case: Case) -> None:
    every = ("approved", "partly", "refused")
    picked = picked_reason(case.procedure, "application", "public_servant", every, "approved")
    assert picked is not None
    assert (picked[0], picked[1].law) == ("refused", "児童手当法第17条第1項")
    for chosen, outcome in (("refused", "refused"), ("partly", "partly"), ("approved", "partly"), ("", "partly")):
        picked = picked_reason(case.procedure, "application", "not_caring", every, chosen)
        assert picked is not None
        assert picked[0] == outcome
    assert picked_reason(case.procedure, "application", "nothing", every, "refused") is None
    assert picked_reason(case.procedure, "application", "public_servant", ("approved",), "approved") is None


def test_ready_words_follow_what_was_typed_and_come_once(case: Case) -> None:
    ready = case.procedure.refusal_reasons[0]
    assert with_ready("調べました。", ready) == f"調べました。\n{ready.say}"
    assert with_ready(f"{ready.say}です", ready) == f"{ready.say}です"
    assert (with_ready("", ready), with_ready("だけ", None)) == (ready.say, "だけ")
