"""The demo's staff can complete every application of the demo."""

from forms.city.city import load_city
from forms.definition.registry import field_types
from forms.loading import load_folder
from portal.config import TREE
from portal.services.shared.rights import ALLOWED
from portal.services.staff.demo_people import DEMO_STAFF
from tests.shipped_once import PROCEDURES

CITY = load_city(TREE / "forms" / "cities" / "mihon")


def who_may(act: str, duty: str) -> set[str]:
    """Logins without the right to see protected people."""
    ordinary = [person for person in DEMO_STAFF if "protected" not in dict(person.rights)]
    return {
        account.login
        for account in ordinary
        if any(role in ALLOWED[act] and right_duty in ("*", duty) for role, right_duty in account.rights)
    }


def test_each_shipped_procedure_has_a_reviewer_who_hands_it_over_and_another_person_who_approves() -> None:
    shipped = load_folder(PROCEDURES, fields=field_types()).values()
    assert len(shipped) > 60
    unserved = {}
    for procedure in shipped:
        duty = procedure.duty
        reviewers = who_may("review", duty) & who_may("export", duty) & who_may("enter", duty)
        approvers = who_may("approve", duty) & who_may("approve disposal", duty)
        if not reviewers or not approvers - reviewers:
            unserved[procedure.id] = (duty, reviewers, approvers)
    assert unserved == {}


def test_each_duty_of_the_demo_city_has_an_account_of_its_own_and_an_approver_where_two_decide() -> None:
    ordinary = [person for person in DEMO_STAFF if "protected" not in dict(person.rights)]
    own = {duty for person in ordinary for role, duty in person.rights if role == "reviewer"}
    assert set(CITY.duties) - own == set()
    by_two = {duty for duty, rows in CITY.duties.items() if any(row.approval for row in rows)}
    assert len(by_two) > 2
    for duty in by_two:
        assert who_may("approve", duty) - {person.login for person in ordinary if ("reviewer", duty) in person.rights}


def test_the_clerk_of_the_general_counter_gives_out_certificates_and_decides_nothing_else() -> None:
    shipped = load_folder(PROCEDURES, fields=field_types()).values()
    given = {it.duty for it in shipped if any(outcome.at_counter for outcome in it.named_outcomes.values())}
    decides = {duty for duty in CITY.duties if "madoguchi" in who_may("review", duty)}
    assert decides == {"resident-certificates", "tax-certificates"}
    assert decides <= given
