"""Outcomes that a definition names, and those that it has by its kind."""

from forms.definition.kind import KINDS
from forms.definition.outcome import ENDINGS, EXTENDED, Outcome, state_of, usual_outcomes


def test_without_names_an_application_ends_in_the_states_of_its_kind_and_is_not_put_on_hold() -> None:
    outcomes = usual_outcomes("application", {"refused": "却下通知書", EXTENDED: "延期通知書"})
    assert list(outcomes) == ["approved", "partly", "refused", EXTENDED]
    assert (outcomes["refused"].notice, outcomes["refused"].reasons, outcomes["approved"].reasons) == (
        "却下通知書",
        True,
        False,
    )
    assert all(outcomes[name].disposition for name in ("approved", "partly", "refused"))
    assert not any(outcome.disposition for outcome in usual_outcomes("notification", {}).values())


def test_every_kind_has_an_outcome_for_each_state_but_those_that_need_a_name() -> None:
    for kind in KINDS.values():
        assert set(usual_outcomes(kind.id, {})) == set(kind.outcomes) - set(kind.named)


def test_an_ending_is_a_disposition_with_reasons_though_no_definition_names_it() -> None:
    assert {name for kind in KINDS.values() for name in kind.endings} == set(ENDINGS)
    for name, ending in ENDINGS.items():
        assert (ending.id, ending.state, ending.disposition, ending.reasons) == (name, name, True, True)


def test_several_outcomes_may_lead_to_one_state() -> None:
    outcomes = {"not_eligible": Outcome("not_eligible", "refused")}
    assert [state_of(outcomes, name) for name in ("not_eligible", "withdrawn", "approved")] == [
        "refused", "withdrawn", "approved",
    ]  # fmt: skip
