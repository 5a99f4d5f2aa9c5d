"""Staff from the city's provider."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.sockets.interfaces import Callback, SignInRequest
from integrations.sockets.staff_socket import StaffAssertion
from portal.errors import Conflict, NotFound, TooMany
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.shared.installation import Installation
from portal.services.shared.rights import member_of
from portal.services.shared.sessions import find_session
from portal.services.staff.add_staff import disable_staff
from portal.services.staff.groups import read_staff_groups
from portal.services.staff.sign_in_by_city import finish_sign_in, link_staff
from portal.services.staff.sign_in_by_password import right_password
from portal.store.shared import audit_records
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from tests.portal.later import later
from tests.portal.services.staff.staff import KANRI, PASSWORD, add, sign_in
from tests.portal.world import PLACE

ISSUER = "https://sso.city.example"
GROUPS = """
groups:
  - {group: 介護保険課, from: 2026-04-01, rights: ["reviewer:care-qualification", "clerk:*"]}
  - {group: 応援, from: 2026-11-20, to: 2026-11-20, rights: ["exporter:care-qualification"]}
  - {group: 来年, from: 2027-04-01, rights: ["clerk:*"]}
"""
CARE = "care-qualification"


class Provider:
    name = "fake"
    issuer = ISSUER

    def __init__(self, answer: StaffAssertion) -> None:
        self.answer = answer

    def begin(self, request: SignInRequest) -> str:
        return f"{ISSUER}/auth?state={request.state}"

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> StaffAssertion:
        return self.answer

    def ready(self) -> bool:
        return True


def kaigo(*groups: str, login: str = "m.kaigo", subject: str = "1", name: str = "見本 介") -> StaffAssertion:
    return StaffAssertion(
        ISSUER, subject, login, name, frozenset(groups), ("pwd", "otp"), datetime(2026, 11, 20, tzinfo=UTC)
    )


@pytest.fixture
def city(installation: Installation, tmp_path: Path) -> Installation:
    (tmp_path / "staff_groups.yaml").write_text(GROUPS, encoding="utf-8")
    city = installation.city.model_copy(update={"folder": tmp_path})
    return replace(installation, city=city, staff_provider=Provider(kaigo("介護保険課")))


def come(installation: Installation, assertion: StaffAssertion) -> tuple[str, str]:
    """(token, reason of a refusal)."""
    with_provider = replace(installation, staff_provider=Provider(assertion))
    given = read_staff_groups(installation.city).rights(assertion.groups)
    with with_provider.database.write() as unit:
        answer = finish_sign_in(with_provider, unit, assertion, given, PLACE)
        unit.commit()
    return answer


def rights(installation: Installation, token: str) -> set[tuple[str, str]]:
    with installation.database.read() as unit:
        session = find_session(installation, unit, "staff", token)
        assert session is not None
        return set(member_of(installation.clock, unit, session, PLACE).rights)


def records(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(record.actor, record.action) for record in audit_records.after(unit, 0)]


def test_the_first_sign_in_adds_them_with_the_rights_of_their_groups(city: Installation) -> None:
    token, problem = come(city, kaigo("介護保険課", "全職員"))
    assert problem == ""
    assert rights(city, token) == {("reviewer", CARE), ("clerk", "*")}
    assert records(city) == [("system:city provider", "add staff"), ("staff:m.kaigo", "sign in")]


def test_a_right_holds_on_its_days_and_no_other(city: Installation) -> None:
    assert rights(city, come(city, kaigo("応援"))[0]) == {("exporter", CARE)}
    assert come(later(city, days=1), kaigo("応援")) == ("", "no_right")
    assert come(city, kaigo("来年", subject="2", login="m.rainen")) == ("", "no_right")


def test_who_left_a_group_has_lost_its_rights_at_the_next_sign_in(city: Installation) -> None:
    first, _ = come(city, kaigo("介護保険課"))
    assert come(city, kaigo()) == ("", "no_right")
    assert rights(city, first) == set()


def test_what_was_given_by_hand_stays(city: Installation) -> None:
    come(city, kaigo("介護保険課"))
    with city.database.write() as unit:
        row = staff_members.by_login(unit, "m.kaigo")
        assert row is not None
        staff_members.grant(unit, row.id, RightRow("auditor", "*", "2026-04-01", None))
        unit.commit()
    assert rights(city, come(city, kaigo())[0]) == {("auditor", "*")}


def test_a_new_login_or_name_is_the_same_person(city: Installation) -> None:
    come(city, kaigo("介護保険課"))
    token, _ = come(city, kaigo("介護保険課", login="t.kaigo", name="見本 改"))
    with city.database.read() as unit:
        session = find_session(city, unit, "staff", token)
        assert session is not None
        member = member_of(city.clock, unit, session, PLACE)
    assert (member.login, member.name) == ("m.kaigo", "見本 改")


def test_a_login_that_is_somebodys_already_is_not_taken_over(city: Installation) -> None:
    """Else the provider's administrators could take over any account."""
    add(city, "tanto")
    assert come(city, kaigo("介護保険課", login="tanto")) == ("", "taken")
    assert ("staff:unknown login", "fail to sign in") in records(city)


def test_a_login_that_reads_as_a_machine_is_refused(city: Installation) -> None:
    # The audit would name a system for what a person does.
    assert come(city, kaigo("介護保険課", login="machine:c-0123456789abcdef")) == ("", "taken")


def test_an_administrator_links_the_two(city: Installation) -> None:
    add(city, "tanto")
    with city.database.write() as unit:
        link_staff(city, unit, KANRI, "tanto", "1")
        unit.commit()
    token, problem = come(city, kaigo("介護保険課", login="somebody"))
    assert problem == ""
    with city.database.read() as unit:
        session = find_session(city, unit, "staff", token)
        assert session is not None
        assert member_of(city.clock, unit, session, PLACE).login == "tanto"
    with city.database.write() as unit, pytest.raises(Conflict):
        link_staff(city, unit, KANRI, "tanto", "1")
    with city.database.write() as unit, pytest.raises(NotFound):
        link_staff(city, unit, KANRI, "nobody", "2")


def test_who_guesses_at_a_name_closes_its_password_and_not_the_way_over_the_city(city: Installation) -> None:
    add(city, "m.kaigo")
    with city.database.write() as unit:
        link_staff(city, unit, KANRI, "m.kaigo", "1")
        unit.commit()
    for _ in range(5):
        assert sign_in(city, "m.kaigo", "wrong", "") is None
    with pytest.raises(TooMany):
        sign_in(city, "m.kaigo", PASSWORD, "")
    token, problem = come(city, kaigo("介護保険課"))
    assert token
    assert problem == ""


def test_who_was_disabled_here_does_not_come_in_there(city: Installation) -> None:
    come(city, kaigo("介護保険課"))
    with city.database.write() as unit:
        disable_staff(city, unit, KANRI, "m.kaigo")
        unit.commit()
    assert come(city, kaigo("介護保険課")) == ("", "disabled")
    assert records(city)[-1] == ("staff:m.kaigo", "fail to sign in")


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_who_has_no_password_comes_in_by_none(city: Installation, password: str) -> None:
    come(city, kaigo("介護保険課"))
    with city.database.read() as unit:
        row = staff_members.by_login(unit, "m.kaigo")
    assert row is not None
    assert not right_password(row, password)


def test_anyone_who_watches_the_service_is_shown_whether_the_citys_provider_answers(city: Installation) -> None:
    assert Neighbours(city).ask()["staff_identity"] == "ok"
    assert Neighbours(replace(city, staff_provider=None)).ask()["staff_identity"] == "none"
