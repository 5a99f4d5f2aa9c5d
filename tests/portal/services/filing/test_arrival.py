"""The day of arrival and the capacity."""

from dataclasses import replace
from datetime import UTC, date, datetime

from forms.path.path import walk
from portal.services.filing.arrival import Arrival, Arrived, Filing, has, role_in
from portal.services.filing.drafts import Draft, draft_environment, unstored_draft, whole_path
from portal.services.procedures.who_files import CAME
from portal.services.shared.installation import Installation
from tests.forms.first import first
from tests.forms.loading.small import small
from tests.portal.world import ANSWERS


def test_an_application_arrives_on_the_day_in_japan(installation: Installation) -> None:
    draft = unstored_draft(installation, small(), "online")
    path = whole_path(installation, draft)
    before, after = (
        Arrived(Filing(draft, Arrival(instant, "online", "stored"), path, {}), 1, "26-000-000-001", {}, 0).day
        for instant in (datetime(2026, 11, 19, 14, 59, 59, tzinfo=UTC), datetime(2026, 11, 19, 15, 0, tzinfo=UTC))
    )
    assert (before, after) == (date(2026, 11, 19), date(2026, 11, 20))


def test_the_question_of_the_procedure_decides_the_capacity_then_the_counter_then_the_screen(
    installation: Installation,
) -> None:
    def role(draft: Draft, came: str) -> str:
        return role_in(
            draft, walk(draft.procedure, draft.answers, draft_environment(installation, draft)), {"came": came}
        )

    plain = unstored_draft(installation, small(), "online")
    chosen = replace(plain, answers={CAME: "same_household"})
    answered = replace(unstored_draft(installation, first(), "online"), answers={"filer_kind": "family"})
    assert [role(draft, came) for draft, came in [(plain, ""), (chosen, ""), (chosen, "guardian")]] == [
        "", "same_household", "guardian",
    ]  # fmt: skip
    assert role(answered, "guardian") == "agent"


def test_a_type_counts_only_where_its_question_was_asked(installation: Installation) -> None:
    draft = unstored_draft(installation, first(), "online")
    environment = draft_environment(installation, draft)
    own, business = (
        walk(draft.procedure, {**ANSWERS, "filer_kind": kind}, environment) for kind in ("self", "business")
    )
    assert not has(own, "office_number")
    assert has(business, "office_number")
