"""A 転出証明書 as a table, with positions of faults."""

import pytest

from portal.services.counter.read_transfer import HEADS, MOST_PEOPLE, Loaded, meant, read_transfer
from portal.services.filing.visit_facts import Facts

KEN = "T-1,世帯主,例示　健,レイジ　ケン,1988-04-02,1,000-0001,見本県見本市見本町,一丁目1番,,2026-11-15,架空県架空市1番,架空県架空市一丁目,例示　一"
SORA = "T-1,子,例示　空,,2020-05-06,,,見本県見本市見本町,,,,,,"
UME = "T-2,世帯主,見本　うめ,,1954-06-15,2,,見本県見本市中央,,,,,,"


def read(*lines: str, heads: tuple[str, ...] = HEADS) -> Loaded:
    return read_transfer("\n".join([",".join(heads), *lines]).encode())


def facts(name: str, birth: str) -> Facts:
    return Facts().joined({"name": {"full": name}, "birth": birth}, "card_face")[0]


def test_lines_of_one_number_are_one_household_with_its_day_of_leaving() -> None:
    family, single = read(KEN, SORA, UME).certificates
    assert (family.number, family.leaving, single.number, single.leaving) == ("T-1", "2026-11-15", "T-2", "")
    ken, sora = family.people
    assert ken == {
        "name": {"family": "例示", "given": "健"}, "birth": "1988-04-02", "relation": "世帯主",
        "address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目1番"},
        "kana": {"family": "レイジ", "given": "ケン"}, "sex": "male",
        "recorded_address": {"town": "架空県架空市1番"}, "domicile": "架空県架空市一丁目", "domicile_head": "例示　一",
    }  # fmt: skip
    assert set(sora) == {"name", "birth", "relation", "address"}, "empty cells are no answers"


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        (KEN.replace("例示　健", ""), "氏名", "空いています。"),
        (KEN.replace("レイジ　ケン", "れいじ"), "フリガナ", "全角のカタカナで書いてください。"),
        (KEN.replace("1988-04-02", "1988-02-30"), "生年月日", "2026-11-20 のように書いてください。"),
        (KEN.replace(",1,", ",3,"), "性別", "1（男）か2（女）を書くか、空けてください。"),
        (KEN.replace("000-0001", "00-0001"), "郵便番号", "数字7けたで書いてください。"),
        (KEN.replace("一丁目1番", "番" * 201), "番地", "使えない字があるか、200字を超えています。"),
    ],
)
def test_a_fault_names_line_and_column_and_quotes_no_cell(changed: str, column: str, words: str) -> None:
    loaded = read(UME, changed)
    assert loaded.certificates == ()
    assert [fault[:3] for fault in loaded.faults] == [(3, HEADS.index(column) + 1, f"{column}：{words}")]


def test_a_table_of_other_heads_or_of_too_many_people_is_refused_whole() -> None:
    assert read(KEN, heads=HEADS[::-1]).faults[0].line == 1
    assert read().faults[0].line == 0
    assert read(*[KEN] * MOST_PEOPLE).faults == ()
    assert read(*[KEN] * (MOST_PEOPLE + 1)).faults != ()
    assert read(KEN.rpartition(",")[0]).faults[0].words == "列が14ではありません。"
    assert read(KEN, heads=HEADS[:12]).faults[0].line == 1


@pytest.mark.parametrize("columns", [10, 11])
def test_a_file_of_before_lacks_the_last_columns(columns: int) -> None:
    line = ",".join(KEN.split(",")[:columns])
    (certificate,) = read(line, heads=HEADS[:columns]).certificates
    assert (certificate.leaving, "domicile" in certificate.people[0]) == ("2026-11-15" if columns == 11 else "", False)


def test_the_certificate_meant_is_that_of_the_number_or_of_somebody_known_here() -> None:
    loaded = read(KEN, UME)
    ken = facts("例示健", "1988-04-02")
    assert [transfer.number for transfer in (meant(loaded, ken, ""), meant(loaded, ken, "T-2")) if transfer] == [
        "T-1",
        "T-2",
    ]
    assert meant(loaded, facts("例示健", "1988-04-03"), "") is None
    assert meant(loaded, Facts(), "") is None, "ambiguous between two"
    assert meant(loaded, ken, "T-3") is None
