"""Renewal of the register."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.complaints import Refused
from integrations.register.extract import Extract
from integrations.register.link_file import LINKS, read_links
from integrations.register.renewal import ADD, CHANGE, END, MARK, Rows, alone, difference, put_in_place, rows_of, whole
from integrations.register.residents import RESIDENTS
from tests.integrations.register.test_conformance import HEAD, HIKARI, TARO, extract

HANAKO = "1003,H1,妻,見本　花子,ミホン　ハナコ,1995-05-05,2,0000011,見本県見本市中央,1丁目2番3号,,,0"


def changes(folder: Path, *lines: str, head: str = f"{MARK},{HEAD}") -> Path:
    path = folder / "changes.csv"
    path.write_text("\n".join((head, *lines)), encoding="utf-8")
    return path


def before(folder: Path, *lines: str) -> Rows:
    return rows_of(extract(folder, *lines), RESIDENTS)


def test_a_whole_file_says_what_it_changes(tmp_path: Path) -> None:
    old = before(tmp_path, TARO, HIKARI)
    renewal = whole(extract(tmp_path, TARO.replace("1丁目", "2丁目"), HANAKO), RESIDENTS, old)
    assert renewal.counts == {
        "lines": 2, "new": 1, "changed": 1, "gone": 1, "same": 0, "already": 0, "protected": 0, "lifted": 0,
    }  # fmt: skip
    lifted = whole(extract(tmp_path, TARO, HIKARI.removesuffix("1") + "0"), RESIDENTS, old)
    assert (lifted.lifted, lifted.protected, lifted.changed) == (1, 0, 1)


def test_a_difference_adds_changes_and_ends_and_twice_is_nothing(tmp_path: Path) -> None:
    old = before(tmp_path, TARO, HIKARI)
    file = changes(tmp_path, f"{ADD},{HANAKO}", f"{CHANGE},{TARO.replace('1丁目', '2丁目')}", f"{END},1002" + "," * 12)
    renewal = difference(file, RESIDENTS, old)
    assert (list(renewal.rows), renewal.new, renewal.changed, renewal.gone) == (["1001", "1003"], 1, 1, 1)
    assert renewal.rows["1001"]["番地"] == "2丁目2番3号"
    repeated = difference(file, RESIDENTS, renewal.rows)
    assert (repeated.rows, repeated.already, repeated.same, repeated.gone) == (renewal.rows, 3, 2, 0)


def test_every_fault_of_a_difference_is_reported_at_once(tmp_path: Path) -> None:
    old = before(tmp_path, TARO)
    file = changes(
        tmp_path, f"移動,{HANAKO}", f"{CHANGE},{HANAKO}", f"{ADD},{TARO.replace('太郎', '次郎')}", f"{CHANGE},{HANAKO}",
        f"{END},{',' * 12}", f"{ADD},{HIKARI.replace('ミホン', 'みほん')}", "short",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        difference(file, RESIDENTS, old)
    texts = [str(complaint).removeprefix(f"{file}:").partition(" [")[0] for complaint in refused.value.complaints]
    assert texts == [
        "2:1: 異動: write 追加, 修正 or 削除",
        "3:2: 宛名番号: the line does not exist: write 追加, or bring the whole file",
        "4:2: 宛名番号: the line exists with other content: write 修正",
        "5:2: 宛名番号: the same number is in an earlier line",
        "6:2: 宛名番号: it is empty",
        "7:6: フリガナ: write it in full-width katakana",
        "8:1: it has 1 cells, not 14",
    ]
    assert not any("次郎" in text for text in texts), "no complaint repeats a cell"


def test_a_number_twice_in_a_whole_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="3:1: 宛名番号: the same number"):
        rows_of(extract(tmp_path, TARO, TARO), RESIDENTS)


def test_links_are_renewed_in_the_same_way(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("発行番号,宛名番号\n900,1001\n901,1002\n", encoding="utf-8")
    more = changes(tmp_path, f"{ADD},902,1003", f"{END},901,", head=f"{MARK},発行番号,宛名番号")
    put_in_place(path, LINKS, difference(more, LINKS, rows_of(path, LINKS)).rows)
    assert read_links(path) == {"900": "1001", "902": "1003"}
    wrong = changes(tmp_path, f"{ADD},x,1003", f"{ADD},903,", head=f"{MARK},発行番号,宛名番号")
    with pytest.raises(Refused) as refused:
        difference(wrong, LINKS, {})
    assert [(complaint.line, complaint.column) for complaint in refused.value.complaints] == [(2, 2), (3, 3)]


def test_the_old_file_is_read_until_the_new_one_is_there_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = extract(tmp_path, TARO, HIKARI)
    path.chmod(0o640)
    register, old = Extract(path), path.read_bytes()
    assert register.resident("1003") is None
    after = whole(changes(tmp_path, HANAKO, head=HEAD), RESIDENTS, rows_of(path, RESIDENTS))

    def stopped(*_about: object) -> None:
        raise OSError(28, "No space left on device")

    for step in ("replace", "fsync"):
        with monkeypatch.context() as broken:
            broken.setattr(os, step, stopped)
            with pytest.raises(OSError, match="No space"):
                put_in_place(path, RESIDENTS, after.rows)
        assert (path.read_bytes(), sorted(file.name for file in tmp_path.iterdir())) == (
            old,
            ["changes.csv", "extract.csv"],
        )
        assert register.resident("1001") is not None
    put_in_place(path, RESIDENTS, after.rows)
    assert (register.resident("1001"), path.stat().st_mode & 0o777) == (None, 0o640)
    hanako = register.resident("1003")
    assert hanako is not None
    assert hanako.name == "見本　花子"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["changes.csv", "extract.csv"], "no copy of the old file"


def test_a_second_renewal_at_the_same_time_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    with alone(path), pytest.raises(BlockingIOError), alone(path):
        pass
    with alone(path):
        pass


_ROW = st.fixed_dictionaries(
    {
        "宛名番号": st.just(""), "番地": st.sampled_from(["1番", "2番", "3番"]), "支援措置": st.sampled_from("01"),
        "国民年金": st.sampled_from(["", "1号", "任意"]),
    }
)  # fmt: skip
_PEOPLE = st.dictionaries(st.sampled_from([str(number) for number in range(1, 9)]), _ROW, max_size=8)
_WHOLE = ",".join(RESIDENTS.whole)
_NONE = dict.fromkeys(RESIDENTS.more, "")
_PLAIN = dict(zip(RESIDENTS.columns, TARO.split(","), strict=True)) | _NONE


def people(rows: Mapping[str, Mapping[str, str]]) -> Rows:
    return {number: {**_PLAIN, **row, "宛名番号": number} for number, row in rows.items()}


def lines(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return [",".join(row.values()) for row in rows]


@given(_PEOPLE, _PEOPLE)
def test_a_difference_leads_where_the_whole_file_does(
    tmp_path_factory: pytest.TempPathFactory,
    first: Mapping[str, Mapping[str, str]],
    other: Mapping[str, Mapping[str, str]],
) -> None:
    folder, old, new = tmp_path_factory.mktemp("both"), people(first), people(other)
    marks = [
        *(f"{CHANGE if number in old else ADD},{','.join(row.values())}" for number, row in new.items()),
        *(f"{END},{number}" + "," * (len(RESIDENTS.whole) - 1) for number in old if number not in new),
    ]
    by_difference = difference(changes(folder, *marks, head=f"{MARK},{_WHOLE}"), RESIDENTS, old)
    by_whole = whole(extract(folder, *lines(new.values()), head=_WHOLE), RESIDENTS, old)
    assert by_difference.rows == by_whole.rows == new
    assert {**by_difference.counts, "already": 0} == by_whole.counts
    put_in_place(folder / "extract.csv", RESIDENTS, by_difference.rows)
    assert rows_of(folder / "extract.csv", RESIDENTS) == new, "written rows equal read rows"


def test_a_difference_without_what_the_city_holds_leaves_it_as_it_was(tmp_path: Path) -> None:
    old = rows_of(extract(tmp_path, f"{TARO},2019-04-01,国保,見本,0000101,01,,,1号,0", head=_WHOLE), RESIDENTS)
    moved = TARO.replace("1丁目", "2丁目")
    renewal = difference(changes(tmp_path, f"{CHANGE},{moved}", f"{ADD},{HANAKO}"), RESIDENTS, old)
    assert {name: renewal.rows["1001"][name] for name in ("番地", "医療保険の番号", "国民年金")} == {
        "番地": "2丁目2番3号", "医療保険の番号": "0000101", "国民年金": "1号",
    }  # fmt: skip
    assert renewal.rows["1003"] == dict(zip(RESIDENTS.columns, HANAKO.split(","), strict=True)) | _NONE
    put_in_place(tmp_path / "extract.csv", RESIDENTS, {"1003": renewal.rows["1003"]})
    assert (tmp_path / "extract.csv").read_text().splitlines() == [HEAD, HANAKO], (
        "columns that the city does not use are not added"
    )
