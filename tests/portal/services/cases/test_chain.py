"""What a decided application hands on: what the next one inherits, and nothing else."""

from portal.services.cases.cases import case_of_resident
from portal.services.cases.chain import handed_on
from portal.services.shared.installation import Installation
from tests.definitions.chains import FIRST, NAME, SECOND, THIRD, granted
from tests.portal.world import alice


def test_only_what_the_next_procedure_inherits_is_handed_on(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        facts = handed_on(unit, case, installation.catalogue.current(SECOND))
        others = [handed_on(unit, case, installation.catalogue.current(name)) for name in (FIRST, THIRD)]
    assert facts is not None
    assert (facts["receipt_number"], facts["outcome"], facts["answers.name"]) == (number, "approved", NAME)
    assert {"answers.size", "result.amount"} < facts.keys()
    assert "answers.cost" not in facts
    assert others == [None, None]
