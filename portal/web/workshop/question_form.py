import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.definition.registry import field_types
from forms.loading.meanings import meaning_of_type
from forms.loading.tree import Node
from portal.services.workshop.edit_questions import BLOCK, PAGE, ROWS, STEP
from portal.web.shared.posting import Posted, first

# What a person chooses from; a type that needs more than the boxes below is written as text.
GROUPS: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (
    ("選んでもらう", (("yes_no", "はい・いいえ"), ("choice", "1つ選ぶ"), ("multiple_choice", "いくつでも選ぶ"), ("consent", "同意の ✓"))),
    ("書いてもらう", (("text", "短い文（1行）"), ("long_text", "長い文（何行か）"))),
    ("人のこと", (("person_name", "氏名"), ("kana", "よみがな"), ("address", "住所"), ("phone", "電話番号"), ("email", "メールアドレス"), ("sex", "性別"), ("family_member", "家族のひとり"))),
    ("日と時", (("date", "日"), ("year_month", "年と月"), ("time", "時刻"), ("period", "期間（いつからいつまで）"))),
    ("数とお金", (("integer", "数"), ("decimal", "小数のある数"), ("money", "金額（円）"), ("bank_account", "振込先の口座"))),
    ("出してもらう", (("file", "写真や書類"), ("signature", "署名"))),
    ("そのほか", (("location", "場所（地図）"), ("url", "ウェブの住所"), ("corporate_number", "法人番号"), ("note", "読んでもらう文（答えはない）"))),
    ("計算と一覧", (("computed", "計算した値"), ("listed", "課のリストから選ぶ"), ("facility", "施設から選ぶ"), ("slot", "予約の時間"))),
)  # fmt: skip
TYPES: Mapping[str, str] = {type_: words for _, types in GROUPS for type_, words in types}
STEMS = {"text": "answer", "long_text": "detail", "choice": "choice", "multiple_choice": "choices", "note": "notice"}
NUMBERS = {"min": "いちばん小さい数", "max": "いちばん大きい数"}
_WITH_NUMBERS = {"integer": ("min", "max"), "money": ("min", "max"), "text": ("max",), "long_text": ("max",)}
_TEXTS = {"label": 300, "help": 1000, "why": 500, "unit": 20}
MOST_OPTIONS, MOST_LABEL = 100, 200
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Boxes:
    # What is typed, or was written. `problems`: box → sentence.
    typed: Mapping[str, str]
    problems: Mapping[str, str]


def type_words(type_: str) -> str:
    if type_ in TYPES:
        return TYPES[type_]
    return meaning_of_type(type_) if type_ in field_types() else type_


def needs_more(type_: str) -> bool:
    # What the page of a question does not ask for.
    settings = field_types()[type_].Settings.model_fields
    return any(field.is_required() for name, field in settings.items() if name != "options")


def shown(type_: str) -> dict[str, bool]:
    # Which boxes a type has.
    kind = field_types()[type_]
    settings = kind.Settings.model_fields
    numbers = _WITH_NUMBERS.get(type_, ())
    return {
        "options": "options" in settings, "required": kind.asks and type_ != "computed",
        "unit": "unit" in settings, "min": "min" in numbers, "max": "max" in numbers,
    }  # fmt: skip


def written_boxes(node: Node | None) -> dict[str, str]:
    # Of a question as it is in the text.
    if node is None:
        return dict.fromkeys((*_TEXTS, *NUMBERS, "options", "id"), "") | {"required": "yes"}
    values: dict[str, Any] = node.plain()
    boxes = {key: str(values.get(key, "")) for key in (*_TEXTS, *NUMBERS)}
    required = values.get("required", True)
    boxes["id"] = ""
    boxes["required"] = ("yes" if required else "") if isinstance(required, bool) else "rule"
    options = values.get("options", {}) if not keeps_options(node) else {}
    boxes["options"] = "\n".join(
        str(option.get("label", "")) if isinstance(option, dict) else str(option) for option in options.values()
    )
    return boxes


def keeps_options(node: Node | None) -> bool:
    # Options that are no labels one a line.
    options = node.get("options") if node is not None else None
    return options is not None and (not isinstance(options.value, dict) or "codes" in options.value)


def read_question(posted: Posted, type_: str, node: Node | None) -> tuple[dict[str, Any], list[str] | None, Boxes]:
    # Keys to set (None removes one), labels of the options (None: as they are), and the boxes.
    has, problems = shown(type_), dict[str, str]()
    typed = {key: clean(first(posted, key), lines=key in ("help", "options")) for key in (*_TEXTS, *NUMBERS, "options")}
    typed["required"] = "yes" if "required" in posted else ""
    problems |= {key: f"{most}字までで書いてください。" for key, most in _TEXTS.items() if len(typed[key]) > most}
    if not typed["label"]:
        problems["label"] = "質問の文を書いてください。"
    keys: dict[str, Any] = {key: typed[key] or None for key in ("label", "help", "why")}
    keys |= {"unit": typed["unit"] or None} if has["unit"] else {}
    for key in NUMBERS:
        if has[key] and typed[key] and not re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", typed[key], re.ASCII):
            problems[key] = "数だけを、半角で書いてください。"
        elif has[key]:
            keys[key] = int(typed[key]) if typed[key] else None
    before = written_boxes(node)
    if has["required"] and before["required"] != "rule":
        keys["required"] = None if typed["required"] else False
        if before["required"] == typed["required"] and node is not None:
            del keys["required"]
    labels = None
    if has["options"] and not keeps_options(node):
        labels = [line.strip() for line in typed["options"].split("\n") if line.strip()]
        problem = _wrong_options(labels)
        problems |= {"options": problem} if problem else {}
    return keys, labels, Boxes(typed, problems)


def _wrong_options(labels: Sequence[str]) -> str:
    if not labels:
        return "選ぶものを、1行に1つずつ書いてください。"
    if len(labels) > MOST_OPTIONS or any(len(label) > MOST_LABEL for label in labels):
        return f"選ぶものは{MOST_OPTIONS}まで、1つは{MOST_LABEL}字までで書いてください。"
    return "同じことばが2回あります。1つにしてください。" if len(set(labels)) < len(labels) else ""


# Steps, pages and repeats: the key of each box. `each`: what a row is called by.
TITLES = {STEP: "step", PAGE: "together", ROWS: "label", BLOCK: "step"}
PART_WORDS = {STEP: "ステップ", PAGE: "ページ", ROWS: "くりかえし", BLOCK: "部品"}


def read_part(posted: Posted, kind: str) -> tuple[dict[str, Any], Boxes]:
    typed = {key: clean(first(posted, key)) for key in ("title", "min", "max")}
    problems = {}
    if not typed["title"] or len(typed["title"]) > MOST_LABEL:
        problems["title"] = f"{MOST_LABEL}字までで、書いてください。"
    keys: dict[str, Any] = {TITLES[kind]: typed["title"]}
    for key in ("min", "max") if kind == ROWS else ():
        if typed[key] and not (re.fullmatch("0|[1-9][0-9]{0,2}", typed[key], re.ASCII) and int(typed[key]) <= 500):
            problems[key] = "0から500までの数を、半角で書いてください。"
        else:
            keys[key] = int(typed[key]) if typed[key] else None
    return keys, Boxes(typed, problems)


def clean(text: str, lines: bool = False) -> str:
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    if lines:
        return "\n".join(" ".join(line.split()) for line in re.split("[\n\u2028\u2029]", text)).strip()
    return " ".join(text.split())


KINDS = {
    "application": "申請", "notification": "届出", "request": "申出", "reservation": "予約", "report": "通報・アンケート",
}  # fmt: skip
