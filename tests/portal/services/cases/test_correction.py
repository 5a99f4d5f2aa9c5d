"""An open correction (補正)."""

import pytest

from portal.errors import Conflict
from portal.services.cases.cases import case_of_member
from portal.services.cases.correction import open_return
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.desk.corrections import CorrectionRow
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.world import file_application


def opened(installation: Installation, reviewer: Member, number: str) -> CorrectionRow:
    with installation.database.read() as unit:
        return open_return(unit, case_of_member(installation, unit, reviewer, number))


def test_a_correction_is_open_from_the_request_until_the_answer(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = file_application(installation, session)
    with pytest.raises(Conflict):
        opened(installation, reviewer, number)
    ask_again(installation, reviewer, number, "phone")
    row = opened(installation, reviewer, number)
    assert (row.fields, row.due, row.answered_at) == (("phone",), "2026-12-04", None)
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, session, number)
    with pytest.raises(Conflict):
        opened(installation, reviewer, number)
