"""Contract of every `ResidentRegister`."""

import os
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from integrations.register.city_people import CityPeople
from integrations.register.extract import Extract, read_extract
from integrations.register.residents import COLUMNS, HELD
from integrations.register.view import View
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident, ResidentRegister
from tests.databases import Makers
from tests.integrations.register.city_database import lay_down

MIHON = load_city(Path("forms/cities/mihon"))
HEAD = ",".join(COLUMNS)
TARO = "1001,H1,世帯主,見本　太郎,ミホン　タロウ,1994-04-12,1,0000011,見本県見本市中央,1丁目2番3号,,,0"
HIKARI = "1002,H1,子,見本　ひかり,ミホン　ヒカリ,2026-10-28,2,0000011,見本県見本市中央,1丁目2番3号,,2026-11-02,1"


def extract(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "extract.csv"
    path.write_text("\r\n".join((head, *lines, "")), encoding="utf-8-sig")
    return path


@pytest.fixture(params=["people", "file", "view"])
def register(request: pytest.FixtureRequest, tmp_path: Path, makers: Makers) -> Iterator[ResidentRegister]:
    if request.param == "view":
        lay_down(url := makers["postgresql"].empty())
        view = View(url)
        yield view
        view._engine.dispose()
        makers["postgresql"].take_back(url)
    else:
        yield (
            CityPeople(lambda: MIHON.people) if request.param == "people" else Extract(extract(tmp_path, TARO, HIKARI))
        )


def test_somebody_is_found_by_the_name_as_it_is_written_and_the_day_of_birth(register: ResidentRegister) -> None:
    (taro,) = register.find("見本　太郎", date(1994, 4, 12))
    assert (taro.kana, taro.sex, taro.relation) == ("ミホン　タロウ", "male", "世帯主")
    assert taro.address == {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"}
    assert "見本　ひかり" in [resident.name for resident in register.household(taro.household)]
    assert register.ready()


@pytest.mark.parametrize(
    ("name", "birth"),
    [("見本 太郎", date(1994, 4, 12)), ("見本　太郎", date(1994, 4, 13)), ("", date(1994, 4, 12)), ("%", date.max)],
)
def test_nobody_is_found_by_what_is_only_like_it(register: ResidentRegister, name: str, birth: date) -> None:
    assert register.find(name, birth) == ()


def test_everybody_born_on_a_day_and_who_has_a_number(register: ResidentRegister) -> None:
    (taro,) = register.find("見本　太郎", date(1994, 4, 12))
    assert taro in register.born(date(1994, 4, 12))
    assert {resident.birth for resident in register.born(date(1994, 4, 12))} == {date(1994, 4, 12)}
    assert register.born(date(1900, 1, 1)) == ()
    assert register.resident(taro.id) == taro
    assert register.resident("nobody's") is None


def test_a_household_that_there_is_not_is_empty(register: ResidentRegister) -> None:
    assert register.household("nobody's") == ()


def test_an_extract_shows_what_the_register_knows(tmp_path: Path) -> None:
    hikari = Extract(extract(tmp_path, TARO, HIKARI)).household("H1")[1]
    address = {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"}
    assert hikari == Resident(
        "1002", "H1", "見本　ひかり", "ミホン　ヒカリ", date(2026, 10, 28), "female", "子", address, date(2026, 11, 2), True
    )  # fmt: skip


def complaints_about(path: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        Extract(path).check()
    return [
        str(complaint).removeprefix(f"{path}:").removesuffix(" [register.unfit]")
        for complaint in refused.value.complaints
    ]


def test_every_fault_of_an_extract_is_reported_at_once_and_repeats_no_cell(tmp_path: Path) -> None:
    wrong = "1003,,子,秘密,ひみつ,2026-02-30,3,12,見本県,1番,,20261101,はい"
    faults = complaints_about(extract(tmp_path, TARO, wrong, "too,few", TARO))
    assert faults == [
        "3:2: 世帯番号: it is empty",
        "3:5: フリガナ: write it in full-width katakana",
        "3:6: 生年月日: write the day as 2026-11-20",
        "3:7: 性別: write 1 (男), 2 (女) or 9",
        "3:8: 郵便番号: write seven digits",
        "3:12: 転入日: write the day as 2026-11-20",
        "3:13: 支援措置: write 1 for somebody who is protected, else 0",
        "4:1: it has 2 cells, not 13",
    ]
    assert not any("秘密" in fault or "ひみつ" in fault for fault in faults)


@pytest.mark.parametrize(
    ("lines", "head", "expected"),
    [
        ((TARO, "", TARO), HEAD, "4:1: 宛名番号: the same number is in an earlier line"),
        ((TARO,), HEAD.replace("支援措置", "備考"), f"1:1: the first line must be {HEAD}"),
        ((TARO.replace("1001", '"1001"x'),), HEAD, "2:1: no valid CSV: ',' expected after '\"'"),
        ((TARO.replace("見本　太郎", "見本 太郎"),), HEAD, "2:4: 氏名: write a full-width space"),
        ((TARO.replace("太郎", " "),), HEAD, "2:4: 氏名: write it without line breaks"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, lines: tuple[str, ...], head: str, expected: str) -> None:
    assert any(fault.startswith(expected) for fault in complaints_about(extract(tmp_path, *lines, head=head)))


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    assert complaints_about(tmp_path / "none.csv") == ["1:1: it cannot be read (No such file or directory)"]
    (tmp_path / "sjis.csv").write_bytes(HEAD.encode("cp932"))
    assert complaints_about(tmp_path / "sjis.csv") == ["1:1: it is not UTF-8: save it as CSV UTF-8"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (TARO.replace("見本　太郎", "見本\0太郎"), "2:4: 氏名: write it without line breaks"),
        (TARO.replace("見本　太郎", "見本\u202e太郎"), "2:4: 氏名: write it without line breaks"),
        (TARO.replace("1001", '"=1001\r\n+2"'), "2:1: 宛名番号: write it without line breaks"),
        (TARO.replace("1001", "1" * 30_000), "2:1: no valid CSV: a line of 20000 characters or more"),
        (TARO.replace("1001", '"' + "1\n" * 200_000), "no valid CSV: "),
    ],
)
def test_what_a_hostile_hand_wrote_is_refused_with_its_place(tmp_path: Path, line: str, expected: str) -> None:
    assert any(expected in fault for fault in complaints_about(extract(tmp_path, line)))


OPENED = 'no valid CSV: a quote (") is opened in this line and not closed in it; its cell extends to line '


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ((TARO, HIKARI.replace("1002", '"1002'), *[""] * 3, TARO), f"3:1: {OPENED}7"),
        ((TARO, HIKARI.replace(",", ',"', 1), TARO.replace("1001", '"1003"')), f"3:1: {OPENED}4"),
        ((TARO.replace("1001", '"1001'), *[HIKARI] * 5_000), f"2:1: {OPENED}"),
        ((TARO, "", HIKARI.replace("1002", '"1002')), f"4:1: {OPENED}"),
        ((TARO, HIKARI.replace("1002", '"10'), '02"', "x"), "3:1: it has 1 cells"),
    ],
)
def test_a_stray_quote_is_reported_where_it_was_opened_and_not_where_it_was_noticed(
    tmp_path: Path, lines: tuple[str, ...], complaint: str
) -> None:
    assert complaints_about(extract(tmp_path, *lines))[0].startswith(complaint)


def test_a_line_of_a_gigabyte_costs_no_memory(tmp_path: Path) -> None:
    path = extract(tmp_path, TARO)
    os.truncate(path, 1 << 30)  # appends NULs
    tracemalloc.start()
    assert complaints_about(path) == ["3:1: no valid CSV: a line of 20000 characters or more"]
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


def test_a_file_that_is_wrong_in_every_line_is_reported_a_hundred_times(tmp_path: Path) -> None:
    assert len(complaints_about(extract(tmp_path, *["x"] * 500))) == 100


def test_a_changed_file_is_read_again_and_a_broken_one_stops_the_look_up(tmp_path: Path) -> None:
    register = Extract(extract(tmp_path, TARO))
    extract(tmp_path, TARO.removesuffix("0") + "1", HIKARI)
    assert register.find("見本　太郎", date(1994, 4, 12))[0].protected
    extract(tmp_path, "broken", TARO.replace("見本　太郎", "MIHON TARO"))
    with pytest.raises(AdapterError, match="REGISTER_UNREADABLE"):
        register.household("H1")
    assert not register.ready()
    extract(tmp_path, TARO.replace("見本　太郎", "MIHON TARO"))
    assert register.find("MIHON TARO", date(1994, 4, 12))  # the register's spelling in Latin letters
    (tmp_path / "extract.csv").unlink()
    assert not register.ready()


def test_a_file_is_read_once_whether_it_is_whole_or_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def counted(path: Path) -> tuple[Resident, ...]:
        read.append(path)
        return read_extract(path)

    monkeypatch.setattr("integrations.register.extract.read_extract", counted)
    for line, works in ((TARO, True), ("broken", False)):
        register = Extract(extract(tmp_path, line))
        assert read == []  # commands without look-ups need no register
        assert [register.ready() for _ in range(3)] == [works] * 3
        assert len(read) == 1
        read.clear()


WHOLE = f"{HEAD},{','.join(HELD)}"


def test_an_extract_may_tell_what_the_city_itself_holds(tmp_path: Path) -> None:
    umeko = f"{TARO},2019-04-01,国保,見本,0000102,01,0000000102,要介護2,任意,0"
    (resident,) = Extract(extract(tmp_path, umeko, head=WHOLE)).household("H1")
    assert (resident.since, dict(resident.holds)) == (
        date(2019, 4, 1),
        {
            "insurance": "national", "insurance_symbol": "見本", "insurance_number": "0000102", "insurance_branch": "01",
            "care_number": "0000000102", "care_level": "care2", "pension": "national", "allowance": False,
        },
    )  # fmt: skip
    (plain,) = Extract(extract(tmp_path, f"{TARO}{',' * 9}", head=WHOLE)).household("H1")
    assert (plain.since, dict(plain.holds)) == (None, {})


def test_every_fault_of_what_the_city_holds_is_reported(tmp_path: Path) -> None:
    assert complaints_about(
        extract(tmp_path, f"{TARO},x,社保,,,1,102,5,2号,有", f"{TARO},,,,123,,,,,", head=WHOLE)
    ) == [
        "2:14: 住民となった日: write the day as 2026-11-20",
        "2:15: 医療保険: write 国保 or 後期, or nothing",
        "2:18: 医療保険の枝番: write two digits",
        "2:19: 介護保険の番号: write its ten characters",
        "2:20: 要介護度: write 要支援1, 要支援2 or 要介護1 to 要介護5",
        "2:21: 国民年金: write 1号 or 任意, or nothing",
        "2:22: 児童手当: write 1 for somebody to whom this city pays it, else 0",
        "3:17: 医療保険の番号: say in 医療保険 whose it is",
    ]
