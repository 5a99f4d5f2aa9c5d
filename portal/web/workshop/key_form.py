"""Boxes of a part of a definition, made from the shapes that the loader reads."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from forms.mistakes import Mistake
from forms.numbers.calendar import in_era
from forms.text.translations import IN_JAPANESE
from forms.text.written_day import read_day
from portal.clock import iso_day
from portal.services.procedures.ask_reception import WORDS
from portal.services.procedures.sheet_line import CERTAINTIES
from portal.services.shared.official_words import DOORS
from portal.services.workshop.definition_text import Path
from portal.services.workshop.format_keys import (
    CHOICE,
    CONDITIONS,
    DAY,
    LINES,
    LIST,
    LONG,
    MIXED,
    NAMED,
    NUMBER,
    PAIRS,
    PART,
    SEVERAL,
    TRUTH,
    Key,
    Place,
)  # fmt: skip
from portal.web.shared.dates import day
from portal.web.shared.posting import Posted, first
from portal.web.workshop.question_form import KINDS, clean

OPENED = frozenset({PART, LIST, NAMED})  # with a page of their own
NAMES = frozenset({"id", "repeat", "as"})  # of what is there: other places say them too
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})", re.ASCII)
_NAMED = re.compile(r"\s*([a-z][a-z0-9_.:-]*|[a-z0-9_]+)(?:: |：|:(?=[^ :]*$))(.*)", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
MOST = 4000
_CODES: Mapping[str, str] = {
    **DOORS, **WORDS, **CERTAINTIES, **KINDS, "online": "オンライン", "counter": "窓口", "post": "郵送", "anyone": "だれでも",
    "none": "なし", "mail": "メール", "card": "マイナンバーカード", "before": "送ったらすぐ", "later": "よい結果が出てから",
    "before_sending": "送る前", "on_delivery": "受け取るとき", "stopped": "申請した人がやめたとき", "withdrawn": "やめることを市が認めたとき",
    "refused": "認められなかったとき", "electronic": "オンライン", "here": "ここ", "core_system": "業務システム", "delete": "消す",
    "anonymise": "だれのものかわからなくする", "parallel": "だれからでも", "ordered": "書いた順に", "statutory": "法定の期間",
    "standard": "標準処理期間", "day": "日", "bizday": "開庁日", "week": "週", "month": "か月", "returned": "補正を待つあいだ",
    "forwarded": "進達しているあいだ", "arrival": "先着順", "period": "受付期間の分をまとめて", "closed": "受け付けない",
    "wait": "着いた順に待ってもらう", "print": "こちらの様式に書いてもらう", "staff": "窓口の職員だけ", "nobody": "だれも変えられない",
    "open": "公開してよい", "personal": "個人情報（ふつう）", "confidential": "とくに守る（健康など）", "number": "数", "money": "金額（円）",
    "date": "日", "text": "ことば", "yes_no": "はい・いいえ", "integer": "整数", "choice": "選択", "table": "表", "ask": "書いてもらう",
    "fill_inside": "市の中で補う", "jpeg": "写真（JPEG）", "png": "画像（PNG）", "heic": "写真（HEIC）", "pdf": "PDF", "gif": "画像（GIF）",
    "tiff": "画像（TIFF）", "txt": "文字だけのファイル（TXT、CSV）", "ordinary": "普通",
    "current": "当座", "name": "氏名", "kana": "よみがな", "birth": "生年月日", "person": "氏名", "organisation": "会社や団体",
    "desk": "担当の職員だけが見る", "public": "集計を公開する", "savings": "貯蓄", "emergency": "緊急", "maintenance": "休止",
    "news": "お知らせ", "care": "介護保険", "health_insurer": "医療保険", "mon": "月曜日", "tue": "火曜日", "wed": "水曜日",
    "thu": "木曜日", "fri": "金曜日", "sat": "土曜日", "sun": "日曜日",
}  # fmt: skip
# Of one key, where the code means something else.
_CODES_OF = {("news", "morning"): "毎朝", ("news", "arrival"): "届くたび"} | {
    ("languages", code): name for code, name in IN_JAPANESE.items()
}

# Of a condition, by what holds it: what is asked for, how its sentence ends, and what is so without one.
CONDITION_WORDS: Mapping[str, tuple[str, str, str]] = {
    "asked": ("をいつ聞きますか", "聞く", "いつも聞きます。"), "that": ("：答えが守ること", "よい", ""),
    "stop": ("：いつ、ここで終わりますか", "ここで終わる", ""), "exempt": ("：いつ、手数料がかかりませんか", "手数料はかからない", ""),
    "attach": ("はいつ必要ですか", "必要になる", "いつも必要です。"), "options": ("はいつ選べますか", "選べる", "いつも選べます。"),
    "signers": ("はいつ署名しますか", "署名する", "氏名が聞かれたときは、いつも署名します。"),
    "who_when": ("：この人は、いつ出せますか", "出せる", ""),
    "other": ("はいつ当てはまりますか", "当てはまる", "いつも当てはまります。"),
}  # fmt: skip


def about(path: Path, key: str) -> str:
    # Which words of CONDITION_WORDS fit.
    if key == "that" or path[-1] in ("stop", "exempt"):
        return str(path[-1]) if path[-1] in ("stop", "exempt") else "that"
    holder = path[-2] if len(path) > 1 else path[-1]
    return "asked" if holder in ("steps", "ask", "result") else str(holder) if holder in CONDITION_WORDS else "other"


@dataclass(frozen=True)
class Box:
    # `typed`: a text, or the chosen codes. `options`: code → words.
    key: Key
    label: str
    help: str
    options: Mapping[str, str]
    typed: str | tuple[str, ...]
    problem: str = ""

    @property
    def first(self) -> bool:
        # Seen without opening the rest.
        return bool(self.key.needed or self.typed or self.problem)

    @property
    def condition(self) -> bool:
        return self.key.name.rpartition(".")[2] in CONDITIONS


def label_of(key: Key) -> tuple[str, str]:
    # The first sentence of its meaning names it; the rest explains.
    name, _, rest = _in_words(key).partition("。")
    name = name.removesuffix("です").removesuffix("を、ことばで書きます")
    if key.of:
        name = f"{name.partition('を、')[0]}（{_CODES.get(key.of, key.of)}）"
    return name, rest


def _in_words(key: Key) -> str:
    # A value that the format names is called as its box calls it.
    words = {**_options(key)} | {"true": "はい", "false": "いいえ"}
    return re.sub(
        r" ?(?<![\w.])([a-z_]+)(?![\w.]) ?", lambda match: f"「{words[match[1]]}」" if match[1] in words else match[0],
        key.meaning.replace("`", "").removeprefix("true なら、"), flags=re.ASCII,
    )  # fmt: skip


def _options(key: Key) -> Mapping[str, str]:
    return {code: _CODES_OF.get((key.name, code), _CODES.get(code, code)) for code in key.codes if code}


def boxes_of(place: Place, typed: Posted | None = None, problems: Mapping[str, str] = {}) -> list[Box]:
    # `typed`: what was sent, instead of what is written.
    written = _written(place)
    boxes = []
    for key in place.keys:
        if key.kind in OPENED or (place.node is not None and key.name in NAMES):
            continue
        value = _typed(key, _value(written, key.name))
        if typed is not None:
            value = _sent(key, typed)
        label, help_ = label_of(key)
        if key.name == "id" and isinstance(place.path[-1], int):
            help_ += "空なら決めておきます。"
        boxes.append(Box(key, label, help_, _options(key), value, problems.get(key.name, "")))
    return boxes


def parts_of(
    place: Place, title: Callable[[Any], str] | None = None
) -> Iterator[tuple[Key, str, str, list[tuple[str, str]]]]:
    # Those with a page of their own: key, words, help, and (address within it, title) of what is there.
    written = _written(place)
    for key in place.keys:
        if key.kind not in OPENED:
            continue
        value, parts = written.get(key.name), list[tuple[str, str]]()
        if key.kind == PART:
            parts = [(key.name, "")] if value is not None else []
        elif not (isinstance(value, dict) and "codes" in value):
            parts = list(_each(key.name, value, key.deep, title or title_of))
        yield key, *label_of(key), parts


def _each(at: str, value: Any, deep: int, title: Callable[[Any], str]) -> Iterator[tuple[str, str]]:
    # Address within the part, and title.
    if isinstance(value, list):
        items: list[tuple[Any, Any]] = list(enumerate(value))
    else:
        items = list(value.items()) if isinstance(value, dict) else []
    for name, item in items:
        if deep > 1:
            yield from _each(f"{at}.{name}", item, deep - 1, title)
        else:
            yield f"{at}.{name}", title(item) or str(name)


def title_of(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    keys = ("label", "step", "together", "say", "text", "name", "that", "when", "id", "default", "repeat", "use")
    return " ".join(str(next((value[key] for key in keys if key in value), "")).split())[:80]


def title_in_city(value: Any) -> str:
    # Of a row of the city's files: what it is called, and since when.
    keys = ("title", "office", "name", "ja", "day", "reason", "value", "procedure", "id", "key")
    words = [value[key] for key in keys if key in value][:1] if isinstance(value, dict) else [value]
    shown = title_in_city(words[0]) if words and isinstance(words[0], dict) else " ".join(map(_day_or_text, words))
    since = f"　{_day_or_text(value['from'])}から" if isinstance(value, dict) and "from" in value else ""
    return f"{' '.join(shown.split())[:60]}{since}"


def _day_or_text(value: Any) -> str:
    known = iso_day(str(value))
    return day(known) if known is not None else str(value)


def _written(place: Place) -> dict[str, Any]:
    plain = place.node.plain() if place.node is not None else {}
    return plain if isinstance(plain, dict) else {place.short: plain}


def _value(written: Any, name: str) -> Any:
    for step in name.split("."):
        written = written.get(step) if isinstance(written, dict) else None
    return written


def _typed(key: Key, value: Any) -> str | tuple[str, ...]:
    if key.kind == SEVERAL:
        return tuple(map(str, value or ()))
    if value is None:
        return ""
    if isinstance(value, dict):
        lines = (
            f"{name}: {'、'.join(map(str, item)) if isinstance(item, list) else _word(item)}"
            for name, item in value.items()
        )
        return "\n".join(lines)
    if isinstance(value, list):
        return "\n".join(map(_word, value)) if value else "[]"
    known = iso_day(str(value)) if key.kind == DAY else None
    return _word(value) if known is None else in_era(known)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sent(key: Key, posted: Posted) -> str | tuple[str, ...]:
    if key.kind == SEVERAL:
        return tuple(code for code in posted.get(key.name, ()) if code in key.codes)
    text = first(posted, key.name) if key.name in posted else ""
    return clean(text, lines=key.kind in (LINES, PAIRS, MIXED, LONG))


def read_keys(place: Place, posted: Posted) -> tuple[Any, dict[str, str]]:
    """What the part is to be, and box → problem. A box as it was leaves its value as it is written."""
    written, problems = deepcopy(_written(place)), dict[str, str]()
    for key in place.keys:
        shown = key.name in posted.get("boxes", ()) if key.kind == SEVERAL else key.name in posted
        if key.kind in OPENED or not (shown or (place.node is None and key.kind != SEVERAL)):
            continue  # what the page did not show stays
        sent, before = _sent(key, posted), _typed(key, _value(written, key.name))
        if sent == (
            before if isinstance(before, tuple) else clean(before, lines=key.kind in (LINES, PAIRS, MIXED, LONG))
        ):
            if key.needed and not sent and not _later(place, key) and _needed(written, key):
                problems[key.name] = _empty(key)
            continue
        try:
            _put(written, key.name, _read(key, sent))
        except ValueError as wrong:
            problems[key.name] = str(wrong)
        if key.needed and not sent and not _later(place, key) and _needed(written, key):
            problems[key.name] = _empty(key)
    as_it_was = place.node is not None and written == place.node.plain()
    if place.short and set(written) == {place.short} and not as_it_was:
        return written[place.short], problems
    return written, problems


def _empty(key: Key) -> str:
    return "選んでください。" if key.codes else "書いてください。"


def _later(place: Place, key: Key) -> bool:
    # A new part's condition is chosen on the next page.
    return place.node is None and key.name in CONDITIONS


def _needed(written: Mapping[str, Any], key: Key) -> bool:
    return "." not in key.name or key.name.partition(".")[0] in written


def _put(written: dict[str, Any], name: str, value: Any) -> None:
    outer, _, inner = name.partition(".")
    if not inner:
        written.pop(outer, None)
        written |= {outer: value} if value is not None else {}
        return
    part = dict(written.get(outer) or {})
    if outer == "options" and value is not None:
        part = {}  # from a list of codes, and no others
    _put(part, inner, value)
    _put(written, outer, part or None)


def _read(key: Key, sent: str | tuple[str, ...]) -> Any:
    # None: the key goes. Raises ValueError.
    if isinstance(sent, tuple):
        return list(sent) or None
    if not sent:
        return None
    if len(sent) > MOST:
        raise ValueError(f"{MOST}字までで書いてください。")
    if (key.kind == CHOICE and sent not in key.codes) or (key.kind == TRUTH and sent not in ("true", "false")):
        raise ValueError("選んでください。")
    if key.kind == DAY:
        known = read_day("", sent[:40], "", "")
        if isinstance(known, Mistake):
            raise ValueError("日を、令和8年4月1日 か 2026-04-01 のように書いてください。")
        return known.isoformat()
    if key.kind == NUMBER and not _NUMBER.fullmatch(sent):
        raise ValueError("数だけを、半角で書いてください。")
    lines = [line for line in sent.split("\n") if line.strip()]
    named = all(map(_NAMED.match, lines))
    if key.kind == PAIRS and not named:
        raise ValueError("1行に1つ、「名前: ことば」の形で書いてください。名前は英字の小文字と数字と _ です。")
    if key.kind == PAIRS or (key.kind == MIXED and named):
        return _pairs(key, lines)
    if key.kind in (LINES, MIXED) and (key.kind == LINES or len(lines) > 1):
        return [] if sent == "[]" else [_scalar(key, line.strip()) for line in lines]
    return _scalar(key, sent)


def _pairs(key: Key, lines: Sequence[str]) -> dict[str, Any]:
    pairs = [match.groups() for match in map(_NAMED.match, lines) if match is not None]
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("同じ名前が2回あります。1つにしてください。")
    several = key.name in ("return_reasons_of", "first", "events")
    return {
        name: re.split(r"[、,\s]+", words.strip()) if several else _scalar(key, words.strip()) for name, words in pairs
    }


def _scalar(key: Key, text: str) -> Any:
    if key.kind == TRUTH or (key.whole and text in ("true", "false")):
        return text == "true"
    return int(text) if (key.kind == NUMBER or key.whole) and _NUMBER.fullmatch(text) else text


def is_name(text: str) -> bool:
    return len(text) <= 40 and bool(_NAME.fullmatch(text))
