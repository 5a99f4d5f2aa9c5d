"""The panels of a case share one template context."""

from collections import Counter

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.describe_case import describe_case
from portal.services.shared.installation import Installation
from portal.web.desk.panels import ASIDE, PANELS, Look
from tests.portal.world import DUTY, add_member, alice, file_application


def test_no_two_panels_describe_a_value_of_the_same_name(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    member = add_member(installation, "tanto", ("reviewer", DUTY))
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        look = Look(member, case, describe_case(installation, unit, case, member.id))
        names = Counter(name for panel in (*PANELS, *ASIDE) for name in panel.describe(installation, unit, look))
    assert names
    assert [name for name, times in names.items() if times > 1] == []
