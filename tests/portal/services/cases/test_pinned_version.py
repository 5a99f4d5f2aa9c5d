"""An application keeps the version it was sent under."""

import pytest

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.counter.print_case import print_case
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover.hand_over import hand_over
from portal.services.procedures.check_sections import check_sections
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from tests.forms.first import first
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.handover.test_hand_over import CLERK, content
from tests.portal.services.paper.paper import text_of
from tests.portal.services.shared.test_catalogue import NEW, changed, put
from tests.portal.world import DUTY, add_member, file_application

OLD_LABEL, NEW_LABEL = "どうして再交付が必要ですか", "再交付の理由を教えてください"
OLD_OPTION, NEW_OPTION = "なくした・焼けた", "どこにもない"


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    """Sent under the version that is shipped; the next was published later."""
    number = file_application(installation, session)
    put(installation, changed(NEW))
    assert installation.catalogue.current("kaigo-hihokenshasho-saikofu").version == first().version + 1
    return number


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY), ("clerk", DUTY))


def test_the_receipt(installation: Installation, session: Session, number: str) -> None:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    sections = check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"))
    rows = {row.label: row.value for section in sections for row in section.rows}
    assert (case.procedure.version, rows[OLD_LABEL], NEW_LABEL in rows) == (first().version, OLD_OPTION, False)


def test_the_desk(installation: Installation, reviewer: Member, number: str) -> None:
    page = at_desk(installation, reviewer).get(f"/desk/{number}")
    assert (OLD_LABEL in page, OLD_OPTION in page) == (True, True)
    assert (NEW_LABEL in page, NEW_OPTION in page) == (False, False)


def test_the_paper(installation: Installation, reviewer: Member, number: str) -> None:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
    words = "".join(text_of(print_case(installation, case).pdf).split())
    assert (OLD_OPTION in words, NEW_OPTION in words) == (True, False)


def test_the_export_has_the_columns_of_its_own_version(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    newer = file_application(installation, session, {"fax": "000-0000-0009"})
    for receipt in (number, newer):
        with installation.database.write() as unit:
            case = case_of_member(installation, unit, reviewer, receipt)
            pass_screening(installation, unit, reviewer, case, case.row.revision)
            unit.commit()
    batch = hand_over(installation, "generic.application", DUTY, CLERK).batch
    assert batch is not None
    lines = [
        line
        for name, made in content(installation, batch).items()
        if name.endswith(".csv")
        for line in made.decode("utf-8-sig").splitlines()
    ]
    old, new = ("\n".join(line for line in lines if wanted in line) for wanted in (number, newer))
    assert (OLD_LABEL in old, OLD_OPTION in old, "ファクス" in old) == (True, True, False)
    assert (NEW_LABEL in new, NEW_OPTION in new, "000-0000-0009" in new) == (True, True, True)
