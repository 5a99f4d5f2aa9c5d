"""Current answers under the version of their submission."""

import pytest
from cryptography.exceptions import InvalidTag

from portal.services.cases.open_answers import open_answers
from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import offer, version
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.world import ANSWERS, DUTY, add_member, alice, file_application, row_of


def test_a_correction_is_opened_and_the_former_answers_stay_readable(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, session, number)
    row = row_of(installation, number)
    with installation.database.read() as unit:
        _, answers = open_answers(installation, unit, row)
        _, former = open_answers(installation, unit, row._replace(answers_revision=1))
    assert answers == {**ANSWERS, "phone": "000-0000-0009"}
    assert former == ANSWERS


def test_a_new_version_of_the_definition_changes_nothing_for_what_was_sent(installation: Installation) -> None:
    offer(installation, version(1))
    number = file_application(installation, alice(installation), of="small", answers={"reason": "lost"})
    offer(installation, version(2))
    with installation.database.read() as unit:
        procedure, answers = open_answers(installation, unit, row_of(installation, number))
    assert (procedure.version, answers) == (1, {"reason": "lost"})
    assert installation.catalogue.current("small").version == 2


def test_answers_of_another_application_do_not_open(installation: Installation) -> None:
    session = alice(installation)
    mine, other = (row_of(installation, file_application(installation, session)) for _ in range(2))
    with installation.database.read() as unit, pytest.raises(InvalidTag):
        open_answers(installation, unit, mine._replace(id=other.id))
