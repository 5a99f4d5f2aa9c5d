"""XLSForm (https://xlsform.org): the sheets survey, choices and settings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.services.workshop.outside_questions import (
    MOST_HELP,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Collected,
    Item,
    Names,
    Untaken,
    options_of,
    words_of,
)
from portal.services.workshop.sheet_conditions import NoRule
from portal.services.workshop.xlsform.choices import filtered
from portal.services.workshop.xlsform.limits import range_of
from portal.services.workshop.xlsform.rules import (
    DAY,
    KINDS,
    NUMBER,
    OTHER,
    TRUTH,
    Asked,
    constraint_of,
    rule_of,
    value_of,
)
from portal.services.workshop.xlsform.sheets import SPOKEN, Cells, head_of, table

Sheets = Mapping[str, Sequence[Sequence[str]]]
_SHEETS = ("survey", "choices", "settings")
_TYPES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "text": ("text", {"max": 200}), "integer": ("integer", {}), "decimal": ("decimal", {"places": 2}), "date": ("date", {}),
    "time": ("time", {}), "note": ("note", {}), "geopoint": ("location", {}), "image": ("file", {}), "file": ("file", {}),
    "acknowledge": ("consent", {}), "range": ("", {}),
}  # fmt: skip
_ALIASES = {
    "string": "text", "int": "integer", "photo": "image", "gps": "geopoint", "location": "geopoint", "trigger": "acknowledge",
    "add note prompt": "note", "add text prompt": "text", "add integer prompt": "integer", "add date prompt": "date",
}  # fmt: skip
_SELECT = re.compile(
    r"(?:add )?(select[ _]one(?:[ _]from)?|select1|select[ _](?:multiple|all that apply)(?:[ _]from)?)(?: prompt using)? (\S+)( or[ _]other)?"
)
_FROM_FILE = re.compile("select[ _](?:one|multiple)[ _]from[ _]file .*")
_FRAME = re.compile("(begin|end)[ _](group|repeat|loop)")
_DEVICE = {"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit", "start-geopoint", "background-audio"}  # fmt: skip
_TAKEN = {"type", "name", "label", "hint", "relevant", "constraint", "constraint_message", "required", "calculation", "appearance", "repeat_count", "parameters", "choice_filter"}  # fmt: skip
_SHAPES = {"multiline", "month-year", "field-list"}  # of appearance: whatever else is about looks alone
_COLUMNS = {
    "default": "はじめから入る答え（default）は入りません。",
}  # fmt: skip
_JAPANESE = re.compile(r"日本語|japanese|\bja\b", re.IGNORECASE)
_VALUE = re.compile(r"\$\{\s*([\w.-]+)\s*\}")
_YES, _NO = {"yes", "y", "true", "1", "はい"}, {"no", "n", "false", "0", "いいえ"}


def is_xlsform(names: Iterable[str]) -> bool:
    return any(name.strip().lower() == "survey" for name in names)


def sheets_needed(names: Sequence[str]) -> Sequence[str]:
    # All, if this is no XLSForm.
    return [name for name in names if name.strip().lower() in _SHEETS] if is_xlsform(names) else names


def read_xlsform(sheets: Sheets) -> Collected:
    return _Reader({name.strip().lower(): lines for name, lines in sheets.items()}).read()


@dataclass
class _Part:
    # A row of the survey with what it holds.
    number: int
    kind: str
    cells: Cells
    parts: list["_Part"] = field(default_factory=list)


@dataclass(frozen=True)
class _Around:
    # `rules`: of the groups that became no part of their own.
    rows: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    together: bool = False


class _Reader:
    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.collected = Collected()
        self.names = Names()
        self.seen: dict[str, Asked] = {}
        self.labels: dict[str, str] = {}
        self.unused: dict[str, list[int]] = {}
        self.always = set[str]()  # answered before a later question is shown
        self.count = 0

    def refuse(self, number: int, words: str, sheet: str = "survey") -> None:
        self.collected.untaken.append(Untaken(number, f"{sheet} {number}行" if number else sheet, words))

    def read(self) -> Collected:
        settings = next((cells for _, cells in table(self.sheets.get("settings", ()), "")), {})
        self.collected.title = words_of(settings.get("form_title", ""), 100)
        language = self.language(settings.get("default_language", ""))
        self.lists: dict[str, dict[str, str]] = {}
        self.rows_of: dict[str, dict[str, dict[str, str]]] = {}
        for number, cells in table(self.sheets.get("choices", ()), language):
            options = self.lists.setdefault(cells.get("list_name", ""), {})
            code = cells.get("name", "")
            if not code or code in options:
                self.refuse(number, "name がないか、同じ name が2回あります。", "choices")
            else:
                options[code] = cells.get("label", code)
                self.rows_of.setdefault(cells.get("list_name", ""), {})[code] = cells
        for part in self.tree(language):
            self.step(part)
        self.collected.steps = [
            {key: step[key] for key in step if key != "loose"} for step in self.collected.steps if step["ask"]
        ]
        for words, rows in self.unused.items():
            places = "、".join(map(str, rows[:5])) + ("など" if len(rows) > 5 else "")
            self.collected.untaken.append(Untaken(rows[0], f"survey {places}行", words))
        self.collected.untaken.sort()
        return self.collected

    def language(self, wanted: str) -> str:
        # "" is the column without a language: that of the form itself.
        survey, choices = (
            [head_of(cell) for cell in next(iter(self.sheets.get(name, ())), ())] for name in ("survey", "choices")
        )
        languages = list(dict.fromkeys(language for head, language in survey + choices if head in SPOKEN and language))
        if ("label", "") in survey:
            languages.insert(0, "")
        japanese = next((language for language in languages if _JAPANESE.search(language)), "")
        chosen = japanese or (wanted if wanted in languages else next(iter(languages), ""))
        others = [language for language in languages if language != chosen]
        if others:
            taken, *left = (words_of(each, 40) or "ことばの名前のない列" for each in (chosen, *others[:8]))
            words = f"文は「{taken}」だけを取り込みます。ほかのことば（{'、'.join(left)}）は、下書きの「文を書く」で書いてください。"
            self.refuse(1, words)
        return chosen

    def tree(self, language: str) -> list[_Part]:
        top = _Part(0, "group", {})
        open_: list[_Part] = [top]
        for number, cells in table(self.sheets.get("survey", ()), language):
            type_ = " ".join(cells.get("type", "").split())
            frame = _FRAME.fullmatch(type_.lower())
            if frame is None:
                open_[-1].parts.append(_Part(number, type_, cells))
            elif frame[1] == "begin" and frame[2] != "loop" and len(open_) < 12:
                open_.append(_Part(number, frame[2], cells))
                open_[-2].parts.append(open_[-1])
            elif frame[1] == "end" and len(open_) > 1 and open_[-1].kind == frame[2]:
                open_.pop()
            else:
                self.refuse(number, f"「{type_}」は取り込めません。")
        for part in open_[1:]:
            self.refuse(part.number, "このまとまりの終わり（end）がありません。終わりまでを中に入れました。")
        return top.parts

    # Parts.

    def step(self, part: _Part) -> None:
        if part.kind not in ("group", "repeat"):
            steps = self.collected.steps
            if not steps or not steps[-1].get("loose"):
                steps.append({"step": self.loose_title(), "id": self.names.new("", "part"), "loose": True, "ask": []})
            steps[-1]["ask"] += self.question(part, _Around())
            return
        own = part.cells.get("name", "") if part.kind == "group" else ""
        item: Item = {"step": self.words(part), "id": self.names.new(own, "part")}
        if part.kind == "repeat":
            item |= self.repeat(part, _Around())
        else:
            item |= self.when(part, _Around())
            before = set(self.always)
            item["ask"] = [each for inner in part.parts for each in self.inside(inner, _Around())]
            self.always = before if "when" in item else self.always
        self.collected.steps.append(item)

    def loose_title(self) -> str:
        titles = {step["step"] for step in self.collected.steps}
        title = self.collected.title or "質問"
        return next(
            each
            for number in range(1, len(titles) + 2)
            if (each := title if number == 1 else f"{title}（{number}）") not in titles
        )

    def inside(self, part: _Part, around: _Around) -> list[Item]:
        if part.kind == "repeat":
            repeat = self.repeat(part, around)
            return [repeat] if repeat["ask"] else []
        if part.kind != "group":
            return self.question(part, around)
        inner = _Around(around.rows, (*around.rules, *self.when(part, _Around(around.rows)).values()), around.together)
        page = "field-list" in part.cells.get("appearance", "") and not around.together and not _frames(part)
        if not page:
            return [item for each in part.parts for item in self.inside(each, inner)]
        item = {"together": self.words(part), "id": self.names.new(part.cells.get("name", ""), "page")}
        asked = [item for each in part.parts for item in self.question(each, _Around(inner.rows, inner.rules, True))]
        return [{**item, "ask": asked}] if asked else []

    def repeat(self, part: _Part, around: _Around) -> Item:
        name = self.names.new(part.cells.get("name", ""), "rows")
        item: Item = {"repeat": name, "label": self.words(part), "max": 50, **self.when(part, around)}
        count = part.cells.get("repeat_count", "")
        try:
            if count.isascii() and count.isdigit() and 0 < int(count[:4]) <= 500:
                item |= {"min": int(count), "max": int(count)}
            elif count:
                item |= {"rows": value_of(count, self.seen, around.rows)[0], "max": 500}
        except NoRule as problem:
            self.refuse(part.number, f"repeat_count：{problem}行は、ボタンで増やすことになります。")
        inside = _Around((*around.rows, name))
        self.seen[part.cells.get("name", "")] = Asked(name, OTHER, {}, inside.rows)
        item["ask"] = [each for inner in part.parts for each in self.inside(inner, inside)]
        return item

    def words(self, part: _Part, key: str = "label") -> str:
        text = part.cells.get(key, "" if key != "label" else part.cells.get("name", ""))
        if _VALUE.search(text):
            self.note(part.number, "文の中の答え（${ }）は入りません。その質問の文を入れました。")
        text = _VALUE.sub(lambda match: f"「{self.labels.get(match[1], match[1])}」", text)
        return words_of(re.sub("<[^>]{0,200}>", "", text), MOST_HELP if key == "hint" else 200) or (
            "質問" if key == "label" else ""
        )

    def note(self, number: int, words: str) -> None:
        self.unused.setdefault(words, []).append(number)

    def when(self, part: _Part, around: _Around) -> dict[str, str]:
        rules = list(around.rules)
        if "relevant" in part.cells:
            try:
                rules.append(rule_of(part.cells["relevant"], self.seen, around.rows))
            except NoRule as problem:
                self.refuse(part.number, f"relevant：{problem}いつも聞くことになります。")
        rule = " and ".join(f"({each})" if len(rules) > 1 and " or " in each else each for each in rules)
        if len(rule) > 300:
            self.refuse(part.number, "relevant：式が長すぎます。いつも聞くことになります。")
            rule = ""
        return {"when": rule} if rule else {}

    # Questions.

    def question(self, part: _Part, around: _Around) -> list[Item]:
        cells, type_ = part.cells, part.kind.lower()
        type_ = _ALIASES.get(type_, type_)
        for column in cells.keys() - _TAKEN:
            self.note(part.number, _COLUMNS.get(column) or f"列「{words_of(column, 60)}」は使いません。")
        if set(cells.get("appearance", "").split()) - _SHAPES:
            self.note(part.number, "見かけ（appearance）は、multiline、month-year、field-list のほかは使いません。")
        if self.count >= MOST_QUESTIONS:
            self.note(part.number, f"質問は{MOST_QUESTIONS}までです。")
        elif type_ == "calculate":
            return self.calculation(part, around)
        elif type_ in _DEVICE:
            self.note(part.number, "端末の記録（start、deviceid など）は取りません。")
        elif select := _SELECT.fullmatch(part.kind):
            return self.select(
                part,
                around,
                "choice" if "one" in select[1] or "1" in select[1] else "multiple_choice",
                select[2],
                bool(select[3]),
            )
        elif type_ not in _TYPES:
            words = f"種類「{words_of(part.kind, 60)}」の質問は作れません。" if part.kind else "type がありません。"
            more = (
                "表を課の一覧（/desk/lists）に入れ、質問を「一覧から選ぶ」にします。"
                if _FROM_FILE.fullmatch(type_)
                else ""
            )
            self.refuse(part.number, words + more)
        else:
            return [self.plain(part, around, type_)]
        return []

    def plain(self, part: _Part, around: _Around, type_: str) -> Item:
        ours, settings = _TYPES[type_]
        looks = part.cells.get("appearance", "")
        if ours == "text" and "multiline" in looks:
            ours, settings = "long_text", {"max": 1000}
        if ours == "date" and "month-year" in looks:
            ours = "year_month"
        if type_ == "range":
            settings, step = range_of(part.cells.get("parameters", ""))
            if step:
                self.refuse(part.number, f"parameters：{step}きざみの決まりは入りません。あいだの数も書けます。")
        codes = {"OK": "yes", "yes": "yes"} if ours == "consent" else {}
        return self.asked(part, around, {"type": ours, **settings}, codes)

    def select(self, part: _Part, around: _Around, ours: str, name: str, other: bool) -> list[Item]:
        labels = self.lists.get(name, {})
        if not labels or len(labels) > MOST_OPTIONS:
            words = (
                f"選択肢のリスト「{words_of(name, 60)}」が、choices のシートにありません。"
                if not labels
                else f"選択肢は{MOST_OPTIONS}までです。"
            )
            self.refuse(part.number, words)
            return []
        truths = [{code.lower(), label.lower()} for code, label in labels.items()]
        plain = ours == "choice" and not other and "choice_filter" not in part.cells
        if plain and len(labels) == 2 and truths[0] & _YES and truths[1] & _NO:
            return [self.asked(part, around, {"type": "yes_no"}, dict(zip(labels, ("yes", "no"), strict=True)))]
        options, codes = options_of({**labels, **({"other": "そのほか"} if other and "other" not in labels else {})})
        if other:
            options[codes["other"]] = {"label": options[codes["other"]], "tell": True}
        self.filter(part, around, name, options, codes)
        return [self.asked(part, around, {"type": ours, "options": options}, codes)]

    def filter(
        self, part: _Part, around: _Around, name: str, options: dict[str, Any], codes: Mapping[str, str]
    ) -> None:  # fmt: skip
        text = part.cells.get("choice_filter", "")
        try:
            if text:
                filtered(text, options, codes, self.rows_of[name], self.seen, around.rows, self.always)
        except NoRule as problem:
            self.refuse(part.number, f"choice_filter：{problem}選択肢は全部出ます。")

    def asked(self, part: _Part, around: _Around, typed: Item, codes: Mapping[str, str]) -> Item:
        spelt = part.cells.get("name", "")
        name = self.names.new(spelt, "question")
        self.count += 1
        item: Item = {"id": name, "type": typed["type"], "label": self.words(part), **typed, **self.when(part, around)}
        own = Asked(name, KINDS.get(item["type"], OTHER), codes, around.rows, item["type"] != "decimal")
        if self.words(part, "hint"):
            item["help"] = self.words(part, "hint")
        if item["type"] != "note":
            item |= self.required(part, around)
        self.constrain(part, around, item, own)
        if item.get("required", True) is True and not {"when", "required"} & item.keys() and not around.rows:
            self.always.add(name)
        if spelt:
            self.seen[spelt], self.labels[spelt] = own, item["label"]
        return item

    def constrain(self, part: _Part, around: _Around, item: Item, own: Asked) -> None:
        if "constraint" not in part.cells:
            return
        message = self.words(part, "constraint_message")
        try:
            rule, settings = constraint_of(part.cells["constraint"], self.seen, around.rows, own)
            if settings and (item["type"] != "text" or not 0 < settings.get("max", 1) <= item["max"]):
                raise NoRule("形（regex）と字の数（string-length）の決まりは、1行の文（200字まで）の質問に書けます。")
        except NoRule as problem:
            self.refuse(part.number, f"constraint：{problem}この決まりは入りません。")
            return
        item |= settings
        if "pattern" in settings and message and not rule:
            item["help"] = " ".join(filter(None, (item.get("help"), message)))
        if rule:
            item["must"] = [{"that": rule, "say": message or "この答えでは出せません。確かめてください。"}]

    def required(self, part: _Part, around: _Around) -> Item:
        written = part.cells.get("required", "").lower()
        if written in ("yes", "true", "true()", "1"):
            return {}
        try:
            if written not in ("", "no", "false", "false()", "0"):
                return {"required": rule_of(part.cells["required"], self.seen, around.rows)}
        except NoRule as problem:
            self.refuse(part.number, f"required：{problem}任意になります。")
        return {"required": False}

    def calculation(self, part: _Part, around: _Around) -> list[Item]:
        spelt = part.cells.get("name", "")
        try:
            rule, kind, whole = value_of(part.cells.get("calculation", ""), self.seen, around.rows)
        except NoRule as problem:
            self.refuse(part.number, f"calculation：{problem}この計算は入りません。")
            return []
        name = self.names.new(spelt, "value")
        self.count += 1
        of = {NUMBER: "number", DAY: "date", TRUTH: "yes_no"}[kind]
        self.seen[spelt], self.labels[spelt] = Asked(name, kind, {}, around.rows, whole), self.words(part)
        return [{
            "id": name, "type": "computed", "of": of, "label": self.words(part), "hidden": True, "exported": True, "compute": rule,
            **self.when(part, around),
        }]  # fmt: skip


def _frames(part: _Part) -> bool:
    return any(inner.kind in ("group", "repeat") for inner in part.parts)
