"""What a clerk who has never seen the project does to make a procedure, by the words on the pages: of any browser."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.journeys.filing import UNCHECKED

NAME, DUTY, TITLE, TOMORROW = "houkago-kyoshitsu", "roads", "放課後教室の申込", "2026-11-21"
HERE = "/desk/workshop"
PROCEDURE = f"{HERE}/procedures/{NAME}"
Boxes = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Step:
    """`words` of a link or a button; `opens`: what is unfolded before, in a browser with boxes that fold."""

    words: str
    boxes: Boxes = field(default_factory=dict)
    opens: Sequence[str] = ()


class Hand(Protocol):
    """Of a clerk at a page: follows and presses what shows these words."""

    def do(self, step: Step) -> None: ...

    def shows(self, words: str) -> bool: ...


MORE, ADD = "ほかに決められること", "足せるもの"
WITH_CHILDREN = "「お子さんがいますか」が「はい」のとき、聞く。"
ANSWERS: Mapping[str, object] = {
    "name": "見本 太郎", "phone": "000-0000-0001", "yes_no": True, "rows": [{"person_name": "見本 花子", "date": "2018-05-06"}],
    "answer": "見本小学校", "choice": "option_1", "integer": 2, "email": "taro@example.jp", "detail": "とくにありません",
}  # fmt: skip


def _question(into: str, type_: str, label: str, **boxes: str) -> Iterator[Step]:
    yield Step(f"「{into}」に質問を足す")
    yield Step(type_)
    yield Step("保存する", {"label": label, **boxes})


def _about() -> Iterator[Step]:
    yield Step("手続のことを決める")
    yield Step("保存する", {
        "kind": "request", "title": TITLE, "kana": "ホウカゴキョウシツノモウシコミ",
        "summary": "放課後教室を使うことを申し込みます。", "law.text": "放課後教室要綱",
    })  # fmt: skip
    yield Step("開く（手数料）")
    yield Step("保存する", {"text": "500円", "amount": "500"}, [MORE])
    yield Step("前のページ")
    yield Step("期限、受付期間、処理の期間を足す", opens=[ADD])
    yield Step("保存する", {"due": "open_day_from(today + days(14))", "certainty": "assumed"}, [MORE])
    yield Step("前のページ")
    yield Step("出す書類を足す", opens=[ADD])
    yield Step("保存する", {"label": "在学証明書", "later": "true", "certainty": "assumed"})
    yield Step("前のページ")
    yield Step("質問")


def _questions() -> Iterator[Step]:
    yield from _question("あなたのこと", "はい・いいえ", "お子さんがいますか")
    yield Step("「あなたのこと」にくりかえしを足す")
    yield Step("保存する", {"title": "お子さん", "max": "5"})
    yield from _question("お子さん", "氏名", "お子さんの氏名")
    yield from _question("お子さん", "日", "お子さんの生年月日")
    yield Step("「お子さん」の条件", opens=["「お子さん」の操作"])
    yield Step("次へ（くらべかたを選ぶ）", {"chosen": "yes_no"})
    yield Step("条件を保存する", {"value.0": "yes"})
    yield Step("ステップを足す")
    yield Step("保存する", {"title": "申し込み"})
    yield from _question("申し込み", "短い文（1行）", "学校の名前", max="40")
    yield from _question("申し込み", "1つ選ぶ", "曜日", options="月曜日\n水曜日")
    yield from _question("申し込み", "数", "人数", min="1", max="5", unit="人")
    yield from _question("申し込み", "メールアドレス", "メールアドレス")
    yield from _question("申し込み", "長い文", "伝えたいこと", max="200")


def _easy() -> Iterator[Step]:
    yield Step("やさしい日本語と英語")
    yield Step("保存する", {
        "easy.title": "がっこうが おわったあとの きょうしつ", "easy.ask.choice.label": "なんようびですか",
        "en.title": "After-school class", "en.summary": "You apply for the after-school class.",
    })  # fmt: skip
    yield Step("質問")


def _examples() -> Iterator[Step]:
    yield Step("「出せる」の足りない答えを見本でうめる")


def first_version() -> Iterator[Step]:
    """From the list of the workshop until nothing is to be mended."""
    yield Step("新しく作る")
    yield Step("下書きを始める", {"procedure": NAME, "duty": DUTY})
    yield from _about()
    yield from _questions()
    yield from _examples()
    yield from _easy()


def second_version() -> Iterator[Step]:
    """From the page of the procedure until nothing is to be mended."""
    yield Step("次の版の下書きを始める")
    yield Step("質問を書く")
    yield Step("「人数」を直す", opens=["「人数」の操作"])
    yield Step("保存する", {"label": "教室に来る人数"})


def write(hand: Hand, steps: Iterable[Step]) -> None:
    for step in steps:
        hand.do(step)
    assert hand.shows("直すところはありません。")


def sign_and_ask(hand: Hand, day: str = "") -> None:
    """Without a day, in force when it is approved."""
    hand.do(Step("確認票"))
    while hand.shows("すべてに署名する"):
        hand.do(Step("すべてに署名する"))
    hand.do(Step("ようす"))
    hand.do(Step("承認を求める", {"from": day} if day else {}))
    assert hand.shows("承認を求めました。")


def approve(hand: Hand) -> None:
    """From the list of the workshop."""
    hand.do(Step("第"))
    hand.do(Step("承認する"))


def decide(hand: Hand) -> None:
    """From the page of the case."""
    hand.do(Step("実質審査に進める"))
    hand.do(Step("内容を確かめる", {"outcome": "accepted"}))
    hand.do(Step("に決める", UNCHECKED))
    assert hand.shows("結果を出しました")


def export(hand: Hand) -> None:
    """From the list of exports."""
    hand.do(Step("確認する"))
    hand.do(Step("渡す"))


def put_back(hand: Hand) -> None:
    """From the page of the procedure."""
    hand.do(Step("第1版にもどす"))
    assert hand.shows("前の版にもどしました")
