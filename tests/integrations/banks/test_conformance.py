"""Contract of every `BankLookup`."""

from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.path.environment import Branch
from integrations.banks.chain import Chain
from integrations.banks.city_rows import CityRows
from integrations.banks.names import spellings
from integrations.banks.zengin_rows import ZenginRows
from integrations.sockets.interfaces import BankLookup

MIHON = load_city(Path("forms/cities/mihon"))
CITY = CityRows(lambda: MIHON.branches)
PACKAGE = ZenginRows()
# (bank code, name, reading, branch code, name, reading)
Known = tuple[str, str, str, str, str, str]
LOOKUPS: dict[str, tuple[BankLookup, Known]] = {
    "city_rows": (CITY, ("9999", "みほん銀行", "ミホン", "002", "例示台支店", "れいじだい")),
    "zengin_rows": (PACKAGE, ("0001", "みずほ銀行", "みずほ", "015", "築地支店", "ツキヂ")),
    "chain": (Chain(CITY, PACKAGE), ("0001", "みずほ銀行", "ミズホギンコウ", "001", "東京営業部", "ﾄｳｷｮｳ")),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_branch_is_found_by_codes_and_by_names(name: str) -> None:
    lookup, (code, bank, short, number, branch, reading) = LOOKUPS[name]
    result = lookup.banks(code, number)
    assert [(row.bank, row.branch) for row in result] == [(code, number)]
    for typed in ((bank, branch), (short, branch), (bank, number), (code, branch), (short, reading)):
        assert lookup.banks(*typed) == result


@pytest.mark.parametrize("name", LOOKUPS)
def test_without_a_branch_all_of_the_bank_are_given(name: str) -> None:
    lookup, (code, bank, *_) = LOOKUPS[name]
    branches = lookup.banks(bank, "")
    assert {row.bank for row in branches} == {code}
    assert len(branches) > 2


@pytest.mark.parametrize("typed", [("8888", ""), ("", ""), ("ない銀行", "本店"), ("../banks", "001"), ("&", "&")])
@pytest.mark.parametrize("name", LOOKUPS)
def test_what_is_unknown_gives_nothing(name: str, typed: tuple[str, str]) -> None:
    assert LOOKUPS[name][0].banks(*typed) == ()


@pytest.mark.parametrize("name", LOOKUPS)
def test_an_unknown_branch_of_a_known_bank_gives_nothing(name: str) -> None:
    lookup, (code, *_) = LOOKUPS[name]
    assert lookup.banks(code, "ない支店") == lookup.banks(code, "&") == ()


def test_a_name_that_several_branches_have_gives_them_all() -> None:
    assert [row.branch for row in CITY.banks("見本信金", "中央")] == ["011", "012"]


@pytest.mark.parametrize("symbol", ["238", "738", "019"])
def test_the_branches_of_yucho_are_known_to_both(symbol: str) -> None:
    for lookup in (CITY, PACKAGE):
        assert [row.branch for row in lookup.banks("9900", symbol)] == [symbol]


def test_the_city_knows_better_than_the_package() -> None:
    branch = Branch("0001", "みずほ銀行", "ミズホ", "015", "新築地支店", "シンツキジ")
    chain = Chain(CityRows(lambda: [branch]), PACKAGE)
    assert chain.banks("0001", "015") == (branch,)
    assert chain.banks("0001", "001")[0].branch_name == "東京営業部"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("見本信用金庫", "見本信金"), ("みほん農業協同組合", "みほん農協"), ("みほん銀行", "みほん"), ("Ｍｉｈｏｎ銀行", "mihon"),
        ("みほん　銀行", "ミホン"), ("ミホンギンコウ", "みほん"), ("中央支店", "中央"),
        ("二三八店", "二三八"),
    ],
)  # fmt: skip
def test_names_meet_by_any_spelling(first: str, other: str) -> None:
    assert spellings(first) & spellings(other)


def test_other_names_do_not_meet() -> None:
    assert not spellings("みほん銀行") & spellings("みほん信金")
    assert not spellings("本店") & spellings("本")
    assert spellings("銀行") == {"銀行"}


def test_a_missing_folder_or_package_is_found_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        ZenginRows(Path("/nowhere"))
    monkeypatch.setattr("integrations.banks.zengin_rows.find_spec", lambda _name: None)
    with pytest.raises(FileNotFoundError, match="not installed"):
        ZenginRows()
