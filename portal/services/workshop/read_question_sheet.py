"""The sheet that a section writes: one row a question."""

import re
from collections.abc import Mapping, Sequence

from portal.services.shared.write_workbook import SheetTable, write_workbook
from portal.services.workshop.guess_type import TYPES, flat, guess_type, named_type
from portal.services.workshop.outside_questions import (
    MOST_HELP,
    MOST_LABEL,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Collected,
    Item,
    Names,
    Untaken,
    as_known,
    options_of,
    words_of,
)
from portal.services.workshop.sheet_conditions import Earlier, NoRule, rule_of

HEADS = ("見出し", "質問", "種類", "必須", "選択肢", "条件", "説明")
_OPTIONAL, _NEEDED = (
    {"任意", "いいえ", "×", "x", "0", "no", "false", "なし"},
    {"", "必須", "はい", "○", "◯", "o", "1", "yes", "true"},
)
_STEMS = {"person_name": "name", "date": "day", "bank_account": "account", "text": "answer", "long_text": "detail"}
_SEX = {"男": "male", "男性": "male", "女": "female", "女性": "female"}
_EXAMPLES = (
    ("あなたのこと", "氏名", "氏名", "必須", "", "", ""),
    ("あなたのこと", "電話番号", "電話番号", "必須", "", "", "昼間につながる番号を書いてください。"),
    ("お子さんのこと", "お子さんはいますか", "はい・いいえ", "必須", "", "", ""),
    ("お子さんのこと", "お子さんの生年月日", "日", "必須", "", "「お子さんはいますか」が「はい」のとき", ""),
    ("お子さんのこと", "学校", "1つ選ぶ", "任意", "小学校、中学校、そのほか", "「お子さんはいますか」が「はい」のとき", ""),
    ("お子さんのこと", "学校の名前", "短い文", "必須", "", "「学校」が「そのほか」のとき", ""),
)  # fmt: skip


def template() -> bytes:
    types = tuple(
        (name, {"1つ選ぶ": "選択肢も書きます", "いくつでも選ぶ": "選択肢も書きます"}.get(name, "")) for name in TYPES
    )
    notes = (
        ("見出し", "続いた行の見出しが同じなら、1つのステップになります。空なら、上の行と同じです。"), ("質問", "住民が読む文です。この欄のない行は読みません。"),
        ("種類", "「種類」のシートのことばを書きます。空なら、質問のことばから決めます。"), ("必須", "必須か任意。空なら必須です。"),
        ("選択肢", "「、」か改行で区切ります。"), ("条件", "いつ聞くか。空なら、いつも聞きます。くらべられるのは、上の行の質問です。"),
        ("条件の例", "「お子さんはいますか」が「はい」のとき"), ("条件の例", "「学校」が「小学校」「中学校」のどれかのとき"), ("条件の例", "「人数」が3以上のとき かつ 「学校」が「そのほか」以外のとき"),
        ("説明", "質問の下に出ます。書かなくてもかまいません。"),
    )  # fmt: skip
    tables = (
        SheetTable("質問", HEADS, _EXAMPLES),
        SheetTable("種類", ("種類", "注"), types),
        SheetTable("書きかた", ("欄", "書くこと"), notes),
    )
    return write_workbook(tables)


def heads_of(lines: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, int]]:
    # The row of the heads, and the column of each; (-1, {}) if this is no such sheet.
    for number, line in enumerate(lines[:20]):
        columns = {flat(cell): column for column, cell in enumerate(line) if cell.strip()}
        if flat("質問") in columns:
            return number, {head: columns[flat(head)] for head in HEADS if flat(head) in columns}
    return -1, {}


def read_question_sheet(lines: Sequence[Sequence[str]], title: str) -> Collected:
    return _Reader(lines, title).collected


class _Reader:
    def __init__(self, lines: Sequence[Sequence[str]], title: str) -> None:
        self.collected = Collected(words_of(title, 100))
        self.names = Names()
        self.known: dict[str, Earlier] = {}
        self.step: Item | None = None
        first, self.columns = heads_of(lines)
        if first < 0:
            self.refuse(0, "「質問」という見出しの列がありません。ひな形を使ってください。")
            return
        for number, line in enumerate(lines[first + 1 :], first + 2):
            if any(cell.strip() for cell in line):
                self.row(
                    number, {head: line[column].strip() for head, column in self.columns.items() if column < len(line)}
                )

    def refuse(self, number: int, words: str) -> None:
        self.collected.untaken.append(Untaken(number, f"{number}行" if number else "", words))

    def row(self, number: int, cells: Mapping[str, str]) -> None:
        label = words_of(cells.get("質問", ""))
        if not label:
            self.refuse(number, "質問の文がありません。")
        elif len(cells.get("質問", "")) > MOST_LABEL or len(cells.get("説明", "")) > MOST_HELP:
            self.refuse(number, f"質問は{MOST_LABEL}字、説明は{MOST_HELP}字までです。")
        elif self.collected.questions >= MOST_QUESTIONS:
            self.refuse(number, f"質問は{MOST_QUESTIONS}までです。")
        else:
            self.question(number, label, cells)

    def question(self, number: int, label: str, cells: Mapping[str, str]) -> None:
        labels = [words_of(part) for part in re.split("[、，,／/;；|\n]", cells.get("選択肢", ""))]
        labels = [part for part in labels if part]
        wanted = cells.get("種類", "")
        guess = named_type(wanted) if wanted else guess_type(label, len(labels))
        if guess is None:
            self.refuse(
                number, f"「{wanted[:40]}」という種類はありません。ひな形の「種類」のシートから選んでください。"
            )
            return
        type_, settings = guess
        item: Item = {"id": self.names.new("", _STEMS.get(type_, type_)), "type": type_, "label": label, **settings}
        options: dict[str, str] = dict(_SEX) if type_ == "sex" else {}
        if type_ in ("choice", "multiple_choice"):
            if not 1 < len(labels) <= MOST_OPTIONS or len({*map(flat, labels)}) < len(labels):
                self.refuse(number, f"選択肢を、2つから{MOST_OPTIONS}まで、同じものなしで書いてください。")
                return
            item["options"], codes = options_of(
                dict(zip((f"option_{n}" for n in range(1, len(labels) + 1)), labels, strict=True))
            )
            options = {flat(text): code for text, code in zip(labels, codes.values(), strict=True)}
        self.add_details(number, item, cells)
        step = self.step_of(cells.get("見出し", ""))
        step["ask"].append(item)
        self.known[f"行{number}"] = self.known[flat(label)] = Earlier(item["id"], type_, options)
        as_known(self.collected, step, item)

    def add_details(self, number: int, item: Item, cells: Mapping[str, str]) -> None:
        needed = flat(cells.get("必須", ""))
        if needed in _OPTIONAL and item["type"] != "note":
            item["required"] = False
        elif needed not in _NEEDED | _OPTIONAL:
            self.refuse(
                number, f"必須の欄の「{cells['必須'][:20]}」が読めません。必須か任意を書いてください。必須にします。"
            )
        if cells.get("説明"):
            item["help"] = words_of(cells["説明"], MOST_HELP)
        if cells.get("条件"):
            try:
                item["when"] = rule_of(cells["条件"], self.known)
            except NoRule as problem:
                self.refuse(number, f"{problem}この質問は、いつも聞くことになります。")

    def step_of(self, title: str) -> Item:
        title = words_of(title, 200)
        if self.step is None or (title and title != self.step["step"]):
            self.step = {"step": title or "質問", "id": self.names.new("", "part"), "ask": []}
            self.collected.steps.append(self.step)
        return self.step
