"""Lists of people are accepted completely or refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.config import load_settings
from portal.services.campaigns.demo_campaign import LIST as DEMO_LIST
from portal.services.campaigns.demo_campaign import PROCEDURE as GENKYO
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import NOW
from tests.portal.invited import LIST, read


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("house")
    made = install(load_settings(env="test", data=folder, identity="none", now=NOW))
    yield made
    made.database.close()


def test_people_and_what_is_known_of_them_are_read(house: Installation) -> None:
    campaign_file = read(house, LIST)
    assert campaign_file.faults == []
    first, second, third = campaign_file.people
    assert (first.reference, first.name, first.postal, first.birth) == ("K-1", "髙見本　太郎", "0000001", "1949-04-03")
    assert first.prefill == {
        "name": {"family": "髙見本", "given": "太郎"}, "birth": "1949-04-03", "insured_no": "0000000101",
        "cards": ["insured", "copay"], "reason": "lost",
    }  # fmt: skip
    assert second.birth == "1955-04-02"
    assert third.by_hand


def test_of_whom_an_office_looks_after_itself_nothing_but_the_reference_is_taken(house: Installation) -> None:
    third = read(house, LIST).people[2]
    assert (third.reference, third.name, third.address, third.birth, dict(third.prefill)) == ("K-3", "", "", "", {})


def test_both_encodings_are_read_with_and_without_a_mark(house: Installation) -> None:
    plain = LIST.replace("髙", "高")
    for content in (plain.encode("cp932"), plain.encode("utf-8-sig"), plain.replace("\n", "\r\n").encode()):
        assert [person.name for person in read(house, content).people[:2]] == ["高見本　太郎", "見本　花子"]


def test_rows_of_a_procedure_are_filled_in_by_number(house: Installation) -> None:
    campaign_file = read(house, DEMO_LIST, house.catalogue.current(GENKYO))
    known = campaign_file.people[0].prefill
    assert campaign_file.faults == []
    assert known["children"] == ["1", "2"]
    assert known["children.2.name"] == {"family": "試作", "given": "あおい"}
    assert known["claimant.address"]["street"] == "7番8号"


def test_every_fault_is_reported_at_once_with_line_and_column(house: Installation) -> None:
    text = """整理番号,氏名,郵便番号,住所,生年月日,name,reason,メール
K-1,,000,見本町,2027-01-01,見本 太郎,lost,
K-1,見本 花子,0000001,見本町,1955-02-30,花子,食べた,a@b@c
K-2,見本 次郎,0000001,見本町,1955-04-02
K-3,見本 三郎,0000001,見本町,1955-04-02,,,
K-4,見本　三郎,0000001,見本町,S30.4.2,,,
"""
    campaign_file = read(house, text)
    assert [(fault.line, fault.column) for fault in campaign_file.faults] == [
        (2, 2), (2, 3), (2, 5), (3, 5), (3, 8), (3, 1), (3, 7), (4, 0), (6, 2),
    ]  # fmt: skip
    assert campaign_file.faults[0].words == "「氏名」が空です。"
    assert "2行目" in next(fault.words for fault in campaign_file.faults if (fault.line, fault.column) == (3, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "何も書かれていません"),
        ("整理番号,氏名,郵便番号,住所\nK-1,見本,0000001,町\n", "列「生年月日」がありません"),
        ("整理番号,氏名,郵便番号,住所,生年月日,氏名\n", "列「氏名」が2つあります"),
        ("整理番号,氏名,郵便番号,住所,生年月日,nmae\n", "「nmae」という質問は"),
        ("整理番号,氏名,郵便番号,住所,生年月日,name.street\n", "「name.street」という質問は"),
        ("整理番号,氏名,郵便番号,住所,生年月日,name.1\n", "「name.1」という質問は"),
        ("整理番号,氏名,郵便番号,住所,生年月日,consent_true\n", "本人が答えます"),
        ("整理番号,氏名,郵便番号,住所,生年月日\n", "人が1人も"),
        ('整理番号,氏名,郵便番号,住所,生年月日\n"K-1,見本', "CSVとして読めません"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(house: Installation, text: str, words: str) -> None:
    campaign_file = read(house, text)
    assert campaign_file.people == []
    assert words in campaign_file.faults[0].words


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda cell: f"{LIST}K-9,{cell}\n".encode())))
def test_rubbish_is_a_list_of_faults_and_never_a_bug(house: Installation, content: bytes) -> None:
    read(house, content)


@pytest.mark.parametrize(
    ("written", "language"),
    [("ベトナム語", "vi"), ("Tiếng Việt", "vi"), ("zh-hans", "zh-Hans"), ("やさしい日本語", "easy"), ("", "ja")],
)
def test_a_language_is_named_in_any_of_its_ways(house: Installation, written: str, language: str) -> None:
    (head, first, *_) = LIST.splitlines()
    assert read(house, f"{head},言語\n{first},{written}").people[0].language == language


def test_an_unknown_language_is_a_fault_with_its_place(house: Installation) -> None:
    (head, first, *_) = LIST.splitlines()
    (fault,) = read(house, f"{head},言語\n{first},エルフ語").faults
    assert (fault.line, fault.column) == (2, 12)
    assert fault.words.startswith("言語がわかりません。例：日本語")
