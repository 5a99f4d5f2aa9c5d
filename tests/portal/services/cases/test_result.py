"""What a case was decided to be: in the words of the definition, with the fields in the reader's language."""

from dataclasses import replace

from portal.services.cases.cases import case_of_member
from portal.services.cases.result import (
    apply_results,
    following_of,
    outcome_words,
    report_results,
    result_of,
    state_of_outcome,
)
from portal.services.shared.installation import Installation
from portal.store.cases import results
from tests.portal.results import core_case, core_examiner


def test_the_last_result_is_shown_in_words_and_in_the_language_of_the_reader(installation: Installation) -> None:
    clerk = core_examiner(installation)
    number = core_case(installation, clerk)
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, clerk, number)
        result, easy = result_of(unit, case), result_of(unit, case, "easy")
    assert result is not None
    assert easy is not None
    assert (result.label, [row.value for section in result.sections for row in section.rows][:1]) == (
        "認定する",
        ["要介護2"],
    )
    assert "にんてい" in easy.label
    unnamed = replace(case, procedure=replace(case.procedure, named_outcomes={}))
    with installation.database.read() as unit:
        assert result_of(unit, unnamed) is None


def test_outcomes_have_words_and_lead_to_states(installation: Installation) -> None:
    clerk = core_examiner(installation)
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, clerk, core_case(installation, clerk, outcome=""))
    case = replace(case, procedure=installation.catalogue.current("yokaigo-kubun-henko"))
    words = [outcome_words(case.procedure, "application", name) for name in ("not_eligible", "withdrawn", "nothing")]
    assert words == ["非該当（自立）", "取下げ", ""]
    assert [state_of_outcome(case, name) for name in ("not_eligible", "approved")] == ["refused", "approved"]


def test_the_outer_zone_keeps_each_result_once(installation: Installation) -> None:
    clerk = core_examiner(installation)
    number = core_case(installation, clerk)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, clerk, number)
        carried = report_results(unit, case)
        apply_results(unit, case, carried)
        later = [*carried, {**carried[0], "made_at": carried[0]["made_at"] + 1, "outcome": "not_eligible"}]
        apply_results(unit, case, later)
        assert [row.outcome for row in results.of_application(unit, case.row.id)] == ["approved", "not_eligible"]


def test_what_follows_is_shown_once_there_is_a_result(installation: Installation) -> None:
    clerk = core_examiner(installation)
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, clerk, core_case(installation, clerk))
        parts = following_of(case, result_of(unit, case))
        assert following_of(replace(case, row=case.row._replace(decided_at=None)), None) == ()
    assert [part.title for part in parts] == ["これからすること"]
    assert "ケアプラン" in parts[0].texts[0]
