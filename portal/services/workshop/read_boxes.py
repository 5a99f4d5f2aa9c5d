"""The boxes of a form on paper, one a line, under their headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.services.workshop.guess_type import flat, guess_type
from portal.services.workshop.outside_questions import (
    MOST_LABEL,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Collected,
    Item,
    Names,
    Untaken,
    options_of,
    words_of,
)

_HEADING = re.compile(r"^[■◆●▼#＃]+\s*(.+)$|^[【〔\[［](.+)[】〕\]］]$|^[0-9０-９]+[.．、]\s*(.+)$")
_MARK = re.compile(r"^[・\-*○]\s*")
_OFFICE = re.compile(
    "^※.*(記入|使用|処理|確認)(?!する|して)|受付(番号|印|日)|決裁|処理欄|起案|職員記入|市使用|役所使用|整理番号|申請ID|回答ID|(処理|対応|申込|申請)状況|^ステータス$|パスワード"
)
_DATED = re.compile(
    "^(申請|届出|提出|記入|令和)?(年月日|日)?$|^(申請|届出|提出|記入|申込|送信|回答|到達)(年月)?日時?$|^令和.*年.*月.*日$"
)
_SEAL = re.compile("^(印|押印|㊞|捨印)$")
_ADDRESSED = re.compile(
    "(市長|町長|村長|区長|所長)[ 　]*(様|殿|宛|あて)?$|長[ 　]*(様|殿|宛て?|あて)$|^(あて先|宛先|提出先)$"
)
_PAPERS = re.compile("(添付|必要|提出)(する)?(書類|資料)|添付(するもの|ファイル)$")
# Printed on the sheet, not asked: 様式第3号（第5条関係）; 次のとおり申請します。; ※図書館記入欄.
_OF_THE_SHEET = re.compile("^((別記)?第?[0-9０-９一二三四五六七八九十]*号?様式|別記$|[(（]?第[0-9０-９]+条関係)")
_SENTENCE = re.compile("(ます|ません|ください)。$")
_TITLE = re.compile("(申請書|申込書|請求書|届出書|届書|届|申出書|申告書|登録票|調査票)([(（].*[)）])?$")
_BLANKS = re.compile(" (年 ?月( ?日)?(から|まで)?[ 、〜～-]*)+$|〒$")
_EMPTY = re.compile("[(（] *[)）]$")
# 代表者 名 and 届出 人 name somebody: 名 and 人 count only after a number or a capacity.
_COUNTED = re.compile("^(.+?) ([円枚件台回個頭部冊]|(?<=[数員] )[人名])$")
# Letters set apart, as paper fills a column: 氏　名; 保　証　人; 電 話 番 号（自宅）.
_SPACED = re.compile(r"^\w(?: \w)+(?=$|[ 　(（□☐:：])")
_CHOICE = re.compile("(?:^| )(?:男 女|有 無)$")
_SPACED_COUNT = re.compile("^(.+)(?:円|(?<=数)[人名枚件台回個頭部冊]|(?<=定員)[人名])$")
_EITHER = re.compile("^(.+?) (有|あり|ある|はい) ?[・/／、] ?(無|なし|ない|いいえ)$")
_ACCOUNT = re.compile("金融機関|銀行|支店|預金種|口座|名義")
# Boxes of the block person: its question, and the parameter that asks for it.
_PERSON: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    ("kana", "^(.{0,8}の?)?(フリガナ|ふりがな|よみがな|カナ)$", {}), ("birth", "生年月日$", {}), ("sex", "性別$", {"sex": True}),
    ("address", "(住所|居所)$", {"address": True}), ("phone", "(電話番号|電話|携帯|連絡先)$", {"phone": "required"}),
    ("email", "(メールアドレス|メール)$", {"email": True}), ("my_number", "(個人番号|マイナンバー)$", {"my_number": True}),
    ("name", "(氏名|名前)$", {}),
)  # fmt: skip
_APPLICANT = re.compile("申請者|申込者|届出者|届出人|申出人|請求者|請求人|本人|あなた")


@dataclass
class _Section:
    title: str
    boxes: list[tuple[int, str]] = field(default_factory=list)


def read_boxes(text: str, title: str) -> Collected:
    return _Reader(text, title).collected


class _Reader:
    def __init__(self, text: str, title: str) -> None:
        self.collected = Collected(words_of(title, 100))
        self.names = Names()
        for section in self.sections(text):
            self.section(section)

    def refuse(self, number: int, words: str) -> None:
        self.collected.untaken.append(Untaken(number, f"{number}行", words))

    def sections(self, text: str) -> list[_Section]:
        sections = [_Section("")]
        for number, line in enumerate(re.split("\r\n|[\r\n\u2028\u2029]", text), 1):
            words = words_of(line, MOST_LABEL)
            heading = _HEADING.match(words)
            label = _joined(_MARK.sub("", words).strip(" :："))
            if heading is None and len(sections) == 1 and not sections[0].boxes and self.is_title(label):
                continue
            if heading is not None:
                sections.append(_Section(_joined(next(filter(None, heading.groups())))))
            elif not label:
                continue
            elif reason := _left_out(label):
                self.refuse(number, reason)
            elif len(line) > MOST_LABEL:
                self.refuse(number, f"1行は{MOST_LABEL}字までです。")
            elif sum(len(section.boxes) for section in sections) >= MOST_QUESTIONS:
                self.refuse(number, f"欄は{MOST_QUESTIONS}までです。")
            else:
                sections[-1].boxes.append((number, label))
        return [section for section in sections if section.boxes]

    def is_title(self, label: str) -> bool:
        # The name of the form, above its first box.
        if not _TITLE.search(label):
            return False
        self.collected.title = self.collected.title or words_of(label, 100)
        return True

    def section(self, section: _Section) -> None:
        person, rest = _person_of(section)
        account = [number for number, label in rest if _ACCOUNT.search(label)]
        whose = person.pop("whose", "")
        if person:
            self.person(section, person, whose)
        if not rest:
            return
        title = section.title or ("申請すること" if person else "質問")
        step: Item = {
            "step": f"{title}について" if person and section.title else title,
            "id": self.names.new("", "part"),
            "ask": [],
        }
        for number, label in rest:
            if number in account[1:]:
                continue  # bank, branch, kind, number and holder are one question
            step["ask"].append(
                self.account()
                if number in account
                else self.question(number, label, papers=bool(_PAPERS.search(title)))
            )
        self.collected.steps.append(step)

    def person(self, section: _Section, asked: Mapping[str, Any], whose: str) -> None:
        first = not self.collected.known and (
            not (section.title + whose) or bool(_APPLICANT.search(section.title + whose))
        )
        name = self.names.new("applicant" if first else "", "person")
        step: Item = {
            "step": section.title or whose or "あなたのこと",
            "id": self.names.new("", "part"),
            "use": "person",
            "as": name,
        }
        if first:
            step["role"] = "principal"
            self.collected.known |= {kind: f"{name}.{kind}" for kind in ("name", "kana", "birth") if kind in asked}
        given = {key: value for kind, _, parameters in _PERSON if kind in asked for key, value in parameters.items()}
        step["with"] = {"sex": False, "address": False} | given
        if asked["name"] not in ("氏名", "名前") and not first:
            step["override"] = {"name": {"label": asked["name"]}}
        if drop := [kind for kind in ("kana", "birth") if kind not in asked]:
            step["drop"] = drop
        self.collected.steps.append(step)

    def account(self) -> Item:
        return {
            "id": self.names.new("", "account"),
            "type": "bank_account",
            "label": "振込先の口座",
            "protection": "confidential",
        }

    def question(self, number: int, label: str, *, papers: bool = False) -> Item:
        label, options = _options(label)
        type_, settings = guess_type(label, len(options))
        # What the paper prints where one writes (年　月　日, 〒, 人) is no part of the question.
        if counted := _COUNTED.match(label):
            label, unit = counted.groups()
            type_, settings = ("money", {"min": 0}) if unit == "円" else ("integer", {"min": 0, "unit": unit})
        label = _BLANKS.sub("", label).strip() or label
        if papers and not options:
            type_, settings = "file", {}
        if {*map(flat, options)} in ({"有", "無"}, {"はい", "いいえ"}, {"ある", "ない"}, {"あり", "なし"}):
            type_, settings, options = "yes_no", {}, []
        item: Item = {
            "id": self.names.new("", type_ if type_ not in ("text", "long_text") else "answer"),
            "type": type_,
            "label": label,
            **settings,
        }
        if type_ == "choice":
            item["options"] = options_of({f"option_{number}": words for number, words in enumerate(options, 1)})[0]
        if re.search("備考|その他|任意", label):
            item["required"] = False
        return item


def _joined(label: str) -> str:
    spaced = _SPACED.match(label)
    if spaced is None:
        return label
    choice = _CHOICE.search(spaced[0])  # 性 別 男 女
    end = spaced.end() if choice is None else choice.start()
    letters, after = label[:end].replace(" ", ""), label[end:]
    if not after and (counted := _SPACED_COUNT.match(letters)):
        return f"{counted[1]} {letters[-1]}"  # 会 員 数　　人
    return letters + after


def _left_out(label: str) -> str:
    # A box to tick may be a sentence: □ 内容に同意します。
    if _OF_THE_SHEET.search(label) or (_SENTENCE.search(label) and not re.search("[□☐]", label)):
        return f"「{label[:40]}」は紙の上のことばで、書く欄ではないので、聞きません。"
    if _OFFICE.search(label):
        return f"「{label[:40]}」は役所が書く欄なので、聞きません。"
    if _DATED.search(label.replace(" ", "")):
        return f"「{label[:40]}」は、出した日が自動で入るので、聞きません。"
    if _SEAL.search(label):
        return "印の欄は作りません。署名がいるなら、identity.signature に理由を書きます。"
    return f"「{label[:40]}」はあて先なので、聞きません。" if _ADDRESSED.search(label) else ""


def _person_of(section: _Section) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    # Where there is a name: what of the person is asked, of whom (`whose`), and the other boxes.
    asked: dict[str, Any] = {}
    rest, names = [], [label for _, label in section.boxes if _kind(label) == "name"]
    if not names:
        return {}, section.boxes
    asked["whose"] = re.sub("の?(氏名|名前)$", "", names[0])
    for number, label in section.boxes:
        kind = _kind(label)
        if kind and kind not in asked:
            asked[kind] = label
        else:
            rest.append((number, label))
    return asked, rest


def _kind(label: str) -> str:
    return next((kind for kind, pattern, _ in _PERSON if re.search(pattern, re.sub("[ 　・]", "", label))), "")


def _options(label: str) -> tuple[str, list[str]]:
    # 区分　□新規　□更新; 世帯の状況（有・無）
    if "□" in label or "☐" in label:
        head, *options = re.split("[□☐]", label)
        options = [words for option in options if (words := _EMPTY.sub("", option.strip(" 　・、/／")))]
        if head.strip(" 　:："):
            return head.strip(" 　:："), options[:MOST_OPTIONS]
        return "、".join(options) if len(options) == 1 else "あてはまるもの", options[:MOST_OPTIONS]
    if either := _EITHER.match(label):
        return either[1], [either[2], either[3]]
    listed = re.search("[（(]([^（()）]+[・/／][^（()）]+)[)）]$", label)
    if listed is not None:
        options = [words for part in re.split("[・/／]", listed[1]) if (words := part.strip())]
        if label[: listed.start()].strip() and 1 < len({*options}) == len(options):
            return label[: listed.start()].strip(), options
    return label, []
