"""One application in a layout's columns, for copying."""

import pytest

from integrations.sockets.layout_socket import ShownCase
from portal.errors import NotFound, NotYours
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.handover.show_for_copying import show_for_copying
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_overs
from tests.portal.audited import audited
from tests.portal.services.handover.test_hand_over import CORE, examining
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def exporter(installation: Installation) -> Member:
    return add_member(installation, "exporter", ("exporter", DUTY))


def shown(installation: Installation, member: Member, number: str, layout: str = CORE) -> ShownCase:
    with installation.database.write() as unit:
        case = show_for_copying(installation, unit, member, installation.layouts[layout], number)
        unit.commit()
    return case


def test_the_values_are_those_of_the_layout_and_the_look_is_recorded(
    installation: Installation, reviewer: Member, exporter: Member
) -> None:
    number = examining(installation, reviewer)
    ((_, columns),) = shown(installation, exporter, number).lines
    values = dict(columns)
    assert (values["受付番号"], values["氏名"]) == (number, "髙見本　太郎")
    assert audited(installation, "see case in layout") == [("staff:exporter", CORE)]
    with installation.database.read() as unit:
        assert hand_overs.latest(unit, [DUTY]) == [], "copying is no hand-over"


def test_a_held_application_shows_no_value_and_the_look_is_recorded(
    installation: Installation, reviewer: Member, exporter: Member
) -> None:
    number = examining(installation, reviewer)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        hold_hand_over(installation, unit, reviewer, case, "資格を調べています")
        unit.commit()
    assert shown(installation, exporter, number) == ShownCase((), ())
    assert len(audited(installation, "see case in layout")) == 1


def test_another_section_is_refused_and_leaves_no_record_of_a_look(
    installation: Installation, reviewer: Member
) -> None:
    number = examining(installation, reviewer)
    elsewhere = add_member(installation, "elsewhere", ("exporter", "roads"))
    for member in (elsewhere, reviewer):
        with pytest.raises(NotYours):
            shown(installation, member, number)
    assert audited(installation, "see case in layout") == []


def test_what_does_not_go_out_by_this_layout_is_not_found(
    installation: Installation, reviewer: Member, exporter: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only received, of another procedure, unknown, or with 個人番号."""
    received, examined = file_application(installation, alice(installation)), examining(installation, reviewer)
    for number, layout in ((received, CORE), (examined, "kodomo.jidoteate.nintei"), ("26-000-000-018", CORE)):
        with pytest.raises(NotFound):
            shown(installation, exporter, number, layout)
    monkeypatch.setattr(installation.layouts[CORE], "purpose", "number-use")
    with pytest.raises(NotFound):
        shown(installation, exporter, examined)
