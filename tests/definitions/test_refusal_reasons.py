"""A shipped 処分 that can be refused has ready reasons for each such outcome, with their provision."""

import pytest

from forms.definition.registry import field_types
from forms.loading import load_folder
from tests.shipped_once import PROCEDURES

SHIPPED = load_folder(PROCEDURES, fields=field_types())
# The result states row by row what is granted in part.
REFUSABLE = {
    name: [outcome for outcome, terms in procedure.outcomes.items() if terms.reasons and outcome in ("refused", "not_eligible")]
    for name, procedure in SHIPPED.items()
    if procedure.appeal
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, outcomes in REFUSABLE.items() if outcomes])
def test_every_refusal_has_a_ready_reason_with_a_provision(name: str) -> None:
    ready = SHIPPED[name].refusal_reasons
    for outcome in REFUSABLE[name]:
        assert [reason for reason in ready if not reason.outcomes or outcome in reason.outcomes], outcome
    assert all(reason.law for reason in ready)


def test_reasons_are_whole_sentences_that_end_with_why() -> None:
    sentences = {reason.say for procedure in SHIPPED.values() for reason in procedure.refusal_reasons}
    assert len(sentences) > 40
    assert [sentence for sentence in sentences if not sentence.endswith("ためです。")] == []


def test_a_group_whose_event_is_not_supported_reads_why() -> None:
    procedure = SHIPPED["koen-meigi"]
    assert procedure.outcomes["declined"].reasons
    assert [reason for reason in procedure.refusal_reasons if "declined" in reason.outcomes]
