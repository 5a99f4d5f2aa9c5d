"""What my page offers after a decision, with its day."""

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.next_steps import next_steps
from portal.services.shared.installation import Installation
from tests.definitions.chains import SECOND, granted
from tests.portal.later import later
from tests.portal.world import alice


def test_the_decision_offers_the_next_procedure_until_its_day_and_after_it(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    days = set()
    for apart in (0, 60):
        then = later(installation, days=apart)
        with then.database.read() as unit:
            case = case_of_resident(then, unit, session, number)
            (step,) = next_steps(then, unit, case)
        assert step.procedure.id == SECOND
        assert step.by is not None
        days.add(step.by)
    assert len(days) == 1
