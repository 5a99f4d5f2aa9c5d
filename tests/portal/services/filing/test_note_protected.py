"""Protected people are marked, queried outside of a transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from forms.scenarios.scenario_answers import read_answers
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import AWAY, UNREADABLE, Resident, ResidentRegister
from portal.db import Database, Unit
from portal.errors import NotFound, required
from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import open_case
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.note_protected import UNSIGNED, Looked, _protect_late, asking_register, look_for
from portal.services.filing.submit_application import submit_application
from portal.services.residents.list_probes import BY_OTHER
from portal.services.residents.protect import REGISTER, SENDER, mark_of, token_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.residents import protections
from portal.store.residents.probes import NAMED
from portal.store.statements import every, sql
from tests.databases import Makers
from tests.portal.later import later
from tests.portal.routes.guest_browser import guest, offer, version
from tests.portal.services.filing.filing import audited
from tests.portal.world import alice, signed_in

MORE = """\
      - {id: who, type: person_name, label: 氏名, concept: person.name}
      - {id: born, type: date, label: 生年月日, concept: person.birth}
"""


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


class Register:
    """Protects everyone; records the transactions open during each query."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str = "伏見本　剛") -> None:
        self.open, self.asked, self.away, self.name = 0, list[int](), False, name
        write = Database.write

        @contextmanager
        def counted(database: Database) -> Iterator[Unit]:
            with write(database) as unit:
                self.open += 1
                try:
                    yield unit
                finally:
                    self.open -= 1

        monkeypatch.setattr(Database, "write", counted)

    def born(self, _birth: date) -> tuple[Resident, ...]:
        self.asked.append(self.open)
        if self.away:
            raise AdapterError("REGISTER_UNAVAILABLE", permanent=False)
        resident: Any = type("Found", (), {"protected": True, "name": self.name})
        return (resident,)


def file(installation: Installation) -> int:
    """Returns the number of marked applications."""
    offer(installation, version(1, MORE))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"who.family": "伏見本", "who.given": "剛"}).press(
        "次へ進む", {"born.year": "19850808"}
    )
    sent = page.press("申請する")
    assert sent.path.startswith("/applications/"), sent.text
    with installation.database.read() as unit:
        sent_ids = [row[0] for row in every(unit, sql("SELECT id FROM application"))]
        assert len(sent_ids) == 1
        return len(protections.applications(unit, sent_ids))


def test_it_is_asked_before_anything_is_held_and_what_it_says_is_marked(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(monkeypatch)
    assert file(replace(installation, register=cast(ResidentRegister, register))) == 1
    assert register.asked == [0]


def test_where_it_does_not_answer_the_application_is_sent_all_the_same(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(monkeypatch)
    register.away = True
    assert file(replace(installation, register=cast(ResidentRegister, register))) == 0
    assert register.asked == [0]


def test_where_it_did_not_answer_it_is_asked_again_until_it_does(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(monkeypatch)
    register.away = True
    asking = replace(installation, register=cast(ResidentRegister, register))
    assert file(asking) == 0
    assert send_notices(asking) == 1
    register.away = False
    assert send_notices(asking) == 0  # it pauses
    assert send_notices(later(asking, minutes=1)) == 1
    assert send_notices(later(asking, minutes=1)) == 0
    assert register.asked == [0, 0, 0]
    assert audited(installation, NAMED) == ["", BY_OTHER]
    with installation.database.read() as unit:
        (application,) = [row[0] for row in every(unit, sql("SELECT id FROM application"))]
        assert protections.applications(unit, [application])
        assert protections.among(unit, [token_of(installation.protection_key, "伏見本剛", "1985-08-08")])


def test_where_nobody_is_protected_asking_again_marks_nobody(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(monkeypatch, "伏見本　豪")
    register.away = True
    asking = replace(installation, register=cast(ResidentRegister, register))
    file(asking)
    register.away = False
    assert send_notices(asking) == 1
    with installation.database.read() as unit:
        assert not protections.anybody(unit)


class Partly:
    def __init__(self, code: str) -> None:
        self.code, self.asked, self.away = code, 0, False

    def born(self, birth: date) -> tuple[Resident, ...]:
        self.asked += 1
        if self.away or birth == date(1994, 4, 12):
            raise AdapterError(self.code, permanent=False)
        resident: Any = type("Found", (), {"protected": True, "name": "見本　花子"})
        return (resident,)


def test_anyone_who_was_found_stays_protected_where_the_row_of_another_cannot_be_read() -> None:
    hanako, taro = ("見本花子", "1995-09-30"), ("見本太郎", "1994-04-12")
    for people in ([hanako, taro], [taro, hanako]):
        register = cast(ResidentRegister, Partly(UNREADABLE))
        assert look_for(register, cast(frozenset[tuple[str, str]], people)) == {hanako: True, taro: None}


FAMILY = """\
  - step: 家族
    id: family
    repeat: people
    label: 家族
    max: 5
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: born, type: date, label: 生年月日, concept: person.birth}
"""


PEOPLE = [("花子", "1995-09-30"), ("太郎", "1994-04-12")]


def file_people(installation: Installation, session: Session, register: Partly) -> Installation:
    """Returns the installation that asks this register."""
    offer(installation, version(1, FAMILY))
    asking = replace(installation, register=cast(ResidentRegister, register))
    rows = [{"name": {"family": "見本", "given": name}, "born": born} for name, born in PEOPLE]
    answers = read_answers(installation.catalogue.current("small"), {"reason": "lost", "people": rows}).answers

    def send(looked: Looked) -> None:
        with asking.database.write() as unit:
            procedure = installation.catalogue.current("small")
            draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
            draft = draft_of_resident(installation, unit, session, "small", draft_id)
            save_draft(installation, unit, draft, answers, frozenset())
            draft = draft_of_resident(installation, unit, session, "small", draft_id)
            actor, arrival = Actor("resident", session.person_id or ""), Arrival(asking.clock.now(), "online", "stored")
            assert submit_application(asking, unit, draft, actor, arrival, {"way": "card"}, looked).receipt_number
            unit.commit()

    asking_register(asking.register, send)
    return asking


@pytest.mark.parametrize(("given", "basis", "named"), [("花子", SENDER, [""]), ("太郎", REGISTER, ["", BY_OTHER])])
def test_asking_again_knows_whether_the_protected_person_sent_it(
    installation: Installation, given: str, basis: str, named: list[str]
) -> None:
    session = signed_in(installation, given, f"見本　{given}", birth=date.fromisoformat(dict(PEOPLE)[given]))
    register = Partly(AWAY)
    register.away = True
    asking = file_people(installation, session, register)
    register.code, register.away = UNREADABLE, False
    assert send_notices(asking) == 1
    with installation.database.read() as unit:
        marks = [row[0] for row in every(unit, sql("SELECT basis FROM protection WHERE token = ''"))]
    assert marks == [basis]
    assert audited(installation, NAMED) == named


def test_two_deliveries_that_ask_about_one_application_mark_it_once(installation: Installation) -> None:
    register = Partly(AWAY)
    register.away = True
    asking = file_people(installation, alice(installation), register)
    with installation.database.read() as unit:
        (number,) = [row[0] for row in every(unit, sql("SELECT id FROM application"))]
        case = open_case(installation, unit, required(applications.by_id(unit, number), NotFound()))
    for _ in range(2):  # each opened the case before the other marked it
        with installation.database.change() as unit:
            _protect_late(asking, unit, case, frozenset({("見本花子", "1995-09-30")}))
    with installation.database.read() as unit:
        marks = every(unit, sql("SELECT id FROM protection WHERE token = ''"))
    assert (len(marks), audited(installation, NAMED)) == (1, ["", BY_OTHER])


def test_asking_again_marks_whom_it_finds_and_goes_on_for_whom_it_cannot_read(installation: Installation) -> None:
    register = Partly(AWAY)
    asking = file_people(installation, alice(installation), register)
    register.code = UNREADABLE
    key = installation.protection_key
    for minutes in (0, 1):
        assert send_notices(later(asking, minutes=minutes) if minutes else asking) == 1
        with installation.database.read() as unit:
            assert protections.among(unit, [token_of(key, "見本花子", "1995-09-30")])
            assert not protections.among(unit, [token_of(key, "見本太郎", "1994-04-12")])
            marks = [row[0] for row in every(unit, sql("SELECT application_id FROM protection WHERE token = ''"))]
        assert len(marks) == 1


def test_a_register_that_is_away_is_not_asked_for_each_person() -> None:
    register = Partly(AWAY)
    people = frozenset({("見本太郎", "1994-04-12"), ("見本次郎", "1994-04-12"), ("見本三郎", "1994-04-12")})
    assert set(look_for(cast(ResidentRegister, register), people).values()) == {None}
    assert register.asked == 1


@pytest.mark.parametrize(
    ("registered", "marked"), [("伏見本　剛", 1), ("伏見夲　剛", 0), ("伏見本　豪", 0), ("伏見本剛", 1)]
)
def test_it_is_recognised_however_it_is_written_and_nobody_else_is(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, registered: str, marked: int
) -> None:
    register = Register(monkeypatch, registered)
    assert file(replace(installation, register=cast(ResidentRegister, register))) == marked


def looked_for(installation: Installation, answers: Mapping[str, Any], more: str, way: str) -> list[str]:
    """The records of looking for protected people, with one of them in the city."""
    offer(installation, version(1, more))
    session = alice(installation)
    with installation.database.write() as unit:
        protections.add(unit, mark_of(installation, Actor("system", "test"), "token", REGISTER))
        draft_id = start_draft(
            installation, unit, installation.catalogue.current("small"), "online", person_id=session.person_id
        )
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        save_draft(installation, unit, draft, answers, frozenset())
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        actor = Actor("resident", session.person_id or "")
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": way})
        assert sent.receipt_number
        unit.commit()
    return audited(installation, NAMED)


def test_they_are_looked_for_wherever_somebody_is_named_or_known_who_sends(installation: Installation) -> None:
    assert looked_for(installation, {"reason": "lost"}, "", "card") == [""]


def test_a_guest_who_could_name_nobody_is_looked_for_nowhere(installation: Installation) -> None:
    assert looked_for(installation, {"reason": "lost"}, "", UNSIGNED) == []


def test_a_guest_who_names_somebody_is(installation: Installation) -> None:
    named = {"reason": "lost", "who": {"family": "伏見本", "given": "剛"}, "born": "1985-08-08"}
    assert looked_for(installation, named, MORE, UNSIGNED) == [""]
