"""A view in a database of the city: what it gives, and what is refused."""

import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from structlog.testing import capture_logs

from forms.complaints import Refused
from integrations.register import view
from integrations.register.view import View
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident, household_of
from portal.services.residents.match_resident import match_resident
from tests.databases import Makers
from tests.integrations.register.city_database import PEOPLE, as_reader, connected, execute, lay_down

Opened = Callable[[str], View]
BIRTH = date(1994, 4, 12)


@pytest.fixture
def url(makers: Makers) -> Iterator[str]:
    address = makers["postgresql"].empty()
    lay_down(address)
    yield address
    makers["postgresql"].take_back(address)


@pytest.fixture
def opened() -> Iterator[Opened]:
    views = []

    def open_view(url: str) -> View:
        views.append(View(url))
        return views[-1]

    yield open_view
    for register in views:
        register._engine.dispose()


def complaints(opened: Opened, url: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        opened(url).check()
    return [str(complaint) for complaint in refused.value.complaints]


def test_days_are_read_as_days_and_empty_columns_as_empty(opened: Opened, url: str) -> None:
    (hikari,) = opened(url).born(date(2026, 10, 28))
    address = {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"}
    assert hikari == Resident(
        "1002", "H1", "見本　ひかり", "ミホン　ヒカリ", date(2026, 10, 28), "female", "子", address, date(2026, 11, 2), True
    )  # fmt: skip


def test_a_household_begins_with_its_head(opened: Opened, url: str) -> None:
    execute(url, "UPDATE people SET birth = '1900-01-01' WHERE number = '1002'")
    assert [person.relation for person in opened(url).household("H1")] == ["世帯主", "子"]


def test_a_change_is_seen_by_the_next_look_up(opened: Opened, url: str) -> None:
    register = opened(url)
    assert not register.find("見本　太郎", BIRTH)[0].protected
    execute(url, "UPDATE people SET protected = true WHERE number = '1001'")
    assert register.find("見本　太郎", BIRTH)[0].protected


def test_what_the_city_holds_is_read_where_all_its_columns_are_there(opened: Opened, url: str) -> None:
    held = {
        "住民となった日": "date '2019-04-01'", "医療保険": "'国保'", "医療保険の記号": "'見本'", "医療保険の番号": "'0000102'",
        "医療保険の枝番": "'01'", "介護保険の番号": "NULL", "要介護度": "NULL", "国民年金": "'任意'", "児童手当": "true",
    }  # fmt: skip
    execute(url, PEOPLE.replace("FROM", "".join(f', {value} AS "{name}"' for name, value in held.items()) + " FROM"))
    taro = opened(url).resident("1001")
    assert taro is not None
    assert taro.since == date(2019, 4, 1)
    assert taro.holds == {
        "insurance": "national", "insurance_symbol": "見本", "insurance_number": "0000102", "insurance_branch": "01",
        "pension": "national", "allowance": True,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["x' OR '1'='1", '"; DROP TABLE people; --', "%s", "%(a)s", ":a", "\\"])
def test_a_hostile_name_is_a_value_and_finds_nobody(opened: Opened, url: str, name: str) -> None:
    register = opened(url)
    assert (register.find(name, BIRTH), register.resident(name), register.household(name)) == ((), None, ())
    assert register.resident("1001") is not None


def test_a_view_of_another_shape_is_refused_with_each_missing_column(opened: Opened, url: str) -> None:
    execute(url, PEOPLE.replace('"支援措置"', '"支援"').replace('"方書"', '"建物"'))
    assert complaints(opened, url) == [
        "kakanai_register:1:1: there is no column 支援措置 [register.unfit]",
        "kakanai_register:1:1: there is no column 方書 [register.unfit]",
    ]
    execute(url, PEOPLE.replace("FROM", ", '国保' AS \"医療保険\" FROM"))
    assert "kakanai_register:1:1: there is no column 国民年金 [register.unfit]" in complaints(opened, url)


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ("DROP VIEW kakanai_register", "42P01"),
        (PEOPLE.replace('number AS "宛名番号"', 'number::int AS "宛名番号"'), "22P02"),
    ],
)
def test_a_view_that_cannot_be_asked_is_refused_with_the_state_of_the_database(
    opened: Opened, url: str, statement: str, state: str
) -> None:
    execute(url, statement)
    assert complaints(opened, url) == [
        f"kakanai_register:1:1: the view must be there, readable, of text columns and days as text or date ({state}) "
        "[register.unfit]"
    ]


@pytest.mark.parametrize(
    ("name", "column", "other"),
    [
        ("生年月日", "birth", "birth::timestamp"),
        ("転入日", "moved_in", "moved_in::timestamp"),
        ("生年月日", "birth", "number::int"),
    ],
)
def test_a_moment_and_a_number_are_no_days(opened: Opened, url: str, name: str, column: str, other: str) -> None:
    execute(url, PEOPLE.replace(f'{column} AS "{name}"', f'{other} AS "{name}"'))
    assert complaints(opened, url) == [
        f"kakanai_register:1:1: {name}: a column of days is date or text [register.unfit]"
    ]


def test_names_that_are_no_text_are_refused(opened: Opened, url: str) -> None:
    execute(url, PEOPLE.replace('name AS "氏名"', "convert_to(name, 'UTF8') AS \"氏名\""))
    assert complaints(opened, url) == ["kakanai_register:1:1: 氏名: it is a column of text [register.unfit]"]
    execute(url, "CREATE DOMAIN shimei AS text", PEOPLE.replace('name AS "氏名"', 'name::shimei AS "氏名"'))
    opened(url).check()


def test_an_option_of_the_address_that_there_is_not_is_refused(opened: Opened, url: str) -> None:
    assert complaints(opened, f"{url}&sslmod=require") == [
        "kakanai_register:1:1: the address has an option that PostgreSQL does not know [register.unfit]"
    ]


def test_a_view_that_was_made_again_with_other_types_is_asked_by_the_same_connections(opened: Opened, url: str) -> None:
    register = opened(url)
    for _ in range(8):  # psycopg would prepare the statement
        assert register.household("H1")
    execute(url, PEOPLE.replace('birth AS "生年月日"', 'birth::text AS "生年月日"'))
    assert [person.birth for person in register.household("H1")] == [BIRTH, date(2026, 10, 28)]


def test_what_fills_a_text_is_a_fault_and_does_not_take_a_person_out_of_the_household(opened: Opened, url: str) -> None:
    execute(url, "UPDATE people SET household = 'H1   '")
    with pytest.raises(AdapterError, match="世帯番号: write it without line breaks"):
        opened(url).find("見本　太郎", BIRTH)
    execute(url, "UPDATE people SET household = 'H1' WHERE number = '1001'")
    (taro,) = opened(url).find("見本　太郎", BIRTH)
    execute(url, "UPDATE people SET household = 'H2' WHERE number = '1001'")
    with pytest.raises(AdapterError, match="a household without the person"):
        household_of(opened(url), taro)


def test_who_may_not_read_the_view_is_refused_and_who_may_reads_only(opened: Opened, url: str) -> None:
    with as_reader(url, may_read=False) as reader:
        assert "(42501)" in complaints(opened, reader)[0]
    with as_reader(url, may_read=True) as reader:
        register = opened(reader)
        register.check()
        assert register.ready()
    with opened(url)._engine.connect() as connection, pytest.raises(Exception, match="read-only"):
        connection.exec_driver_sql("UPDATE people SET protected = false")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE people SET name = '見本 太郎' WHERE number = '1001'", "氏名: write a full-width space"),
        ("UPDATE people SET sex = '男' WHERE number = '1001'", "性別: write 1"),
        ("UPDATE people SET number = '1001'", "宛名番号: the same number is in two rows"),
        ("UPDATE people SET building = repeat('見', 3000000) WHERE number = '1001'", "方書: more than 1000 signs"),
        ("INSERT INTO people SELECT 'x' || n, 'H1', NULL, '見本　花', NULL, '1994-04-12', '2', NULL, '見本県', '1番', NULL, NULL, false"
         " FROM generate_series(1, 1001) AS n", "more than 1000 people"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_hides_its_household_and_repeats_no_cell(
    opened: Opened, url: str, statement: str, fault: str
) -> None:
    execute(url, statement)
    with pytest.raises(AdapterError, match=fault) as unreadable:
        opened(url).household("H1")
    assert unreadable.value.code == "REGISTER_UNREADABLE"
    assert "太郎" not in str(unreadable.value)


def test_a_database_that_is_away_is_an_outage_and_no_fault_at_the_start(opened: Opened, url: str) -> None:
    register = opened(url.partition("?")[0] + "?host=/nowhere")
    register.check()
    assert not register.ready()
    with pytest.raises(AdapterError, match="REGISTER_AWAY") as away:
        register.find("見本　太郎", BIRTH)
    assert not away.value.permanent


def test_a_database_that_hangs_is_waited_for_in_time_and_asked_again_when_it_is_back(
    opened: Opened, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "_SECONDS", 0.2)
    register = opened(url)
    assert register.ready()
    with connected(url) as lock, lock.transaction():
        lock.execute("LOCK TABLE people IN ACCESS EXCLUSIVE MODE")
        for _ in range(3):
            assert not register.ready()
        assert len(register._calls.began) == 1
    while register._calls.began:
        threading.Event().wait(0.01)
    assert register.ready()


def test_no_line_of_the_log_has_a_person(opened: Opened, url: str) -> None:
    attributes = {"name": "見本　太郎", "birth": "1994-04-12", "sex_raw": "1", "address": "見本県見本市中央１丁目"}
    execute(url, "UPDATE people SET sex = 'X' WHERE number = '1001'")
    with capture_logs() as lines:
        assert match_resident(opened(url), attributes).certainty == "away"
    (line,) = lines
    assert line["where"] == "REGISTER_UNREADABLE: 性別: write 1 (男), 2 (女) or 9"
    assert "太郎" not in str(lines)
    assert "1001" not in str(lines)
