"""What a resident has by decisions: until when, what to do next, their own only."""

import pytest

from portal.services.my_cases.list_entitlements import EntitlementView, list_entitlements
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.later import at
from tests.portal.results import INSURED, RENEWAL, core_case, core_examiner, decide, examined_case, examiner
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import alice, file_application

CHILD = "kodomo-iryohi"


def listed(
    installation: Installation, day: str = "2026-11-20", session: Session | None = None
) -> list[EntitlementView]:
    then = at(installation, f"{day}T09:00:00+09:00")
    with then.database.read() as unit:
        return list(list_entitlements(then, unit, session or alice(installation)))


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2026-11-20", ["now"]), ("2027-03-31", ["now"]), ("2027-04-01", ["near"]), ("2027-05-31", ["near"]),
        ("2027-06-01", ["ended"]), ("2027-08-29", ["ended"]), ("2027-08-30", []),
    ],
)  # fmt: skip
def test_a_term_runs_comes_near_its_end_and_is_shown_for_some_time_after_it(
    installation: Installation, day: str, states: list[str]
) -> None:
    number = core_case(installation, core_examiner(installation))
    views = listed(installation, day)
    assert [term.state for view in views for term in view.terms] == states
    assert all(view.receipt_number == number and view.outcome == "認定する" for view in views)


def test_the_result_and_the_procedure_that_renews_it_are_named(installation: Installation) -> None:
    core_case(installation, core_examiner(installation))
    (view,) = listed(installation)
    assert "要介護2" in [row.value for section in view.sections for row in section.rows]
    assert view.renewal is not None
    assert (view.renewal.procedure, view.renewal.filed, view.endless) == ("yokaigo-koshin", (), False)


def test_it_says_whose_it_is_though_another_filed_it(installation: Installation) -> None:
    core_case(installation, core_examiner(installation), changes=INSURED)
    (view,) = listed(installation)
    assert view.whose.split() == ["見本", "梅"]


def test_a_renewal_that_was_filed_since_for_the_same_person_is_named(installation: Installation) -> None:
    core_case(installation, core_examiner(installation), changes=INSURED)
    then = at(installation, "2027-04-10T09:00:00+09:00")
    clerk = examiner(then, RENEWAL, "renewer")
    renewal = examined_case(then, clerk, RENEWAL, INSURED)
    examined_case(then, clerk, RENEWAL, {**INSURED, "insured.name": {"family": "別人", "given": "見本"}})
    (view,) = listed(installation, "2027-04-11")
    assert view.renewal is not None
    assert [number for number, _ in view.renewal.filed] == [renewal]


def test_each_child_has_a_term_of_its_own(installation: Installation) -> None:
    member = examiner(installation, CHILD)
    number = examined_case(installation, member, CHILD, seed=1)
    boxes: dict[str, list[str]] = {}
    for row, last in enumerate(("2027-09-30", "2026-12-10", "2027-09-30", "2027-09-30"), 1):
        child = f"result.child.{row}"
        boxes |= {
            f"{child}.number": ["7"], f"{child}.payer": ["8"], f"{child}.share": ["なし"],
            f"{child}.term.from_year": ["2026-11-20"], f"{child}.term.to_year": [last],
        }  # fmt: skip
    decide(installation, member, number, "approved", boxes)
    (view,) = listed(installation)
    assert [term.last.isoformat() for term in view.terms if term.last][:2] == ["2027-09-30", "2026-12-10"][
        : len(view.terms)
    ]
    assert all(term.whose for term in view.terms)
    assert view.whose == "", "each row names its child"
    assert view.renewal is None


def test_a_stranger_sees_none_and_what_is_not_decided_is_none(installation: Installation) -> None:
    member = core_examiner(installation)
    core_case(installation, member)
    assert listed(installation, session=guest(installation)) == []
    with installation.database.read() as unit:
        assert len(list_entitlements(installation, unit, alice(installation))) == 1
    file_application(installation, alice(installation))
    assert len(listed(installation)) == 1
