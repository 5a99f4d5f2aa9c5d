"""Contract of every `Adviser`."""

import pytest

from integrations.advisers.embedded import Embedded
from integrations.sockets.adviser_socket import Adviser, Passage

PASSAGES = (
    Passage("/gomi", "粗大ごみの収集の申込", ("家具などを、家の前で集めます。", "手数料：品目ごとにかかります。"), ("ソファ", "捨てる")),
    Passage("/card", "マイナンバーカードの紛失の届", ("カードをなくした人が出す届です。", "手数料：かかります。"), ("落とした",)),
    Passage("/moving", "引っ越し", ("引っ越しのあとにすることを出します。",), ("転入", "転居")),
    Passage("/water", "水道の使用開始届", ("水道を使いはじめるための届です。",)),
    Passage("/en", "Report of a lost card", ("For people who lost their card.",)),
    Passage("/easy", "印鑑（いんかん）の 登録（とうろく）", ("印鑑（いんかん）を 登録（とうろく）します。",)),
)  # fmt: skip


@pytest.fixture(params=[Embedded], ids=lambda kind: kind.name)
def adviser(request: pytest.FixtureRequest) -> Adviser:
    made: Adviser = request.param()
    return made


def pages(adviser: Adviser, asked: str) -> list[str]:
    return [PASSAGES[quote.passage].address for quote in adviser.quote(asked, PASSAGES)]


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("粗大ゴミの出し方を教えてください", "/gomi"),
        ("ソファを捨てたい", "/gomi"),
        ("カードを落とした", "/card"),
        ("引っ越しました。何が必要ですか", "/moving"),
        ("How do I report a lost card?", "/en"),
        ("印鑑登録", "/easy"),
    ],
)
def test_it_names_the_page_that_says_it_first(adviser: Adviser, asked: str, page: str) -> None:
    assert pages(adviser, asked)[:1] == [page]


@pytest.mark.parametrize(
    "asked", ["ペンギンを飼育したい", "今日の天気", "weather on Mars", "", "？？", "の", " ", "ごみ" * 2000 + "株価予想" * 9000, "\x00\ud800", "<b>"]
)  # fmt: skip
def test_it_names_nothing_where_nothing_is_stated(adviser: Adviser, asked: str) -> None:
    assert pages(adviser, asked) == []


def test_every_quote_is_a_sentence_and_what_is_asked_for_is_among_them(adviser: Adviser) -> None:
    for asked in ("粗大ごみの手数料", "水道", "カード 紛失 手数料"):
        quotes = adviser.quote(asked, PASSAGES)
        assert quotes
        assert len(set(quotes)) == len(quotes)
        for quote in quotes:
            assert PASSAGES[quote.passage].sentences[quote.sentence]
    assert (0, 1) in [(quote.passage, quote.sentence) for quote in adviser.quote("粗大ごみの手数料", PASSAGES)]


def test_it_needs_no_passages_and_answers_alike_each_time(adviser: Adviser) -> None:
    assert adviser.quote("ごみ", ()) == ()
    assert adviser.quote("粗大ごみ", (Passage("/", "", ()),)) == ()
    assert adviser.quote("粗大ごみ", PASSAGES) == adviser.quote("粗大ごみ", PASSAGES)
