"""様式, blank or filled; layout in `templates/print/`."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from forms.city.city import City
from forms.definition.kind import KINDS
from forms.definition.official_form import OfficialForm
from forms.definition.procedure import PUBLIC, Field, Page, Paper, Procedure, Repeat, Step, repeats_in, row_of
from forms.messages import sentences
from forms.numbers.calendar import era_of, in_era
from forms.path.consequences import is_late, papers
from forms.path.path import AskedPage, Path
from forms.path.rows import repeat_at
from forms.rules.expression import Expression
from forms.text.speech import Speech
from portal.clock import TOKYO
from portal.services.paper.draw_official import OfficialSheet, number_boxes
from portal.services.paper.paper_rules import PAPER_DOORS, PaperRules
from portal.services.paper.typeset import Paper as Printed
from portal.services.paper.typeset import typeset
from portal.services.procedures.check_sections import page_groups
from portal.services.procedures.draw_field import Box, draw_field, drawn_picture, empty_date, reading_label, text_box
from portal.services.procedures.number_questions import in_order, number_questions
from portal.services.procedures.row_names import row_title
from portal.services.procedures.rule_words import option_label
from portal.services.shared.known_sources import UNPROVED

_ASSUMED = "assumed"
_UNNAMED = "report"  # people who report a broken lamp or answer a survey neither sign nor identify themselves
# label of the date, by kind
_DAY_WORDS = {"application": "申請日", "notification": "届出日", "report": "届けた日"}
_ROW: Mapping[str, Any] = {
    "number": 0, "label": "", "reading": False, "optional": False, "when": "", "help": "", "ends": "",
    "box": text_box(""), "long": False, "note": False,
}  # fmt: skip
_ENCLOSED = "いっしょに出すもの"
_BRIEF, _BRIEF_WHEN = 70, 24
_WESTERN = re.compile(r"(?<![0-9])(19[0-9]{2}|2[0-9]{3})年(1[0-2]|[1-9])月(3[01]|[12][0-9]|[1-9])日")
_WRITTEN = ("paragraphs", "told", "signed")  # in the words of their author
_SIGNS_A_LINE, _MOST_LINES = 30, 12
_BRING_WORDS = {"counter": "窓口に持ってくるもの", "post": "郵便で出すときに入れるもの"}


@dataclass(frozen=True)
class Filled:
    path: Path
    day: date  # of arrival, else of writing
    door: str = "counter"
    receipt_number: str = ""
    signed: Mapping[str, Any] | None = None  # on a screen, with `at`; else on the sheet
    seen: str = ""  # identity papers in words
    unproved: frozenset[str] = frozenset()  # questions filled from the face of a card


def print_form(
    procedure: Procedure, city: City, on: date, made: datetime, filled: Filled | None = None,
    official: OfficialForm | None = None,
) -> Printed:  # fmt: skip
    """`on` decides office and authority. Raises KeyError if no office holds the duty."""
    return typeset("form", form_content(procedure, city, on, filled, official), made)


def form_content(
    procedure: Procedure, city: City, on: date, filled: Filled | None, official: OfficialForm | None = None
) -> dict[str, Any]:
    """`official`: on its own sheet, if any; answers without a box there follow below."""
    content: dict[str, Any] = in_eras(_Form(procedure, city, on, filled, official).content())
    return content


class _Form:
    def __init__(
        self, procedure: Procedure, city: City, on: date, filled: Filled | None, official: OfficialForm | None
    ) -> None:
        self.procedure = procedure
        self.city = city
        self.office = city.office(procedure.duty, on)
        self.on = on
        self.filled = filled
        self.speech = Speech("ja", sentences("ja"), {})
        rules = PaperRules(procedure, city, on, {})
        self.numbers = number_questions(procedure, rules.asks)
        self.names = {name: f"問{number}" for name, number in self.numbers.items()}
        self.rules = rules.named(self.names)
        self.path = None if filled is None else filled.path
        self.official: OfficialSheet | None = None
        if official is not None and official.sheet is not None:
            boxes = number_boxes(official, official.sheet, self.rules, procedure)
            self.official = OfficialSheet(official, official.sheet, self, boxes)
            self.names = {name: f"欄{number}" for name, number in boxes.items()}
            self.rules = rules.named(self.names)

    def content(self) -> dict[str, Any]:
        procedure, filled = self.procedure, self.filled
        office = self.office
        official = None
        if self.official is not None:  # before the rest: it places answers
            official = self.official.content() | {"bring": self.bring(), "papers": self.papers_of_sheet()}
        return (
            {
                "title": procedure.title,
                "blank": filled is None,
                "kind": KINDS[procedure.kind].word,
                "law": procedure.law.text + _mark(procedure.law.certainty),
                "city": self.city.name,
                "addressee": office.authority,
                "day": {"label": _DAY_WORDS.get(procedure.kind, "申込日"), "box": self.day()},
                "receipt": drawn_number(filled.receipt_number)
                if filled is not None and filled.receipt_number
                else None,
                "official": official,
                "sections": list(self.sections()),
                "papers": self.papers(),
                "fee": procedure.fee.text + _mark(procedure.fee.certainty),
                "due": self.due(),
                "late": self.late(),
                "estimated": procedure.due is not None and procedure.due.certainty == _ASSUMED,
                "office": {"name": office.office, "place": office.place, "telephone": office.telephone},
                "hours": self.city.hours,
                "post_to": self.city.post_to if filled is None and "post" in procedure.who else "",
                "version": self.foot(),
                "signs": filled is None or filled.door == "counter",
                "counted": procedure.tallied == PUBLIC,
                "identified": procedure.kind != _UNNAMED,
                "by_hand": ""
                if procedure.by_hand is None
                else procedure.by_hand.text + _mark(procedure.by_hand.certainty),
                "seen": filled.seen if filled is not None else "",
            }
            | self.signed()
            | self.unproved()
        )

    def foot(self) -> str:
        # Of each page: the second sheets of two people are alike without a number.
        number = self.filled.receipt_number if self.filled is not None else ""
        version = f"{self.procedure.id}　第{self.procedure.version}版　{self.procedure.meaning[:8]}"
        return f"受付番号 {number}　{version}" if number else version

    def signed(self) -> dict[str, Any]:
        """A screen does not replace a signature that law wants on this very form."""
        if self.filled is None or self.procedure.by_hand is not None or not _on_screen(self.filled.signed):
            return {}
        return {"signed": _signed(self.filled.signed)}

    def unproved(self) -> dict[str, str]:
        if self.filled is None or not self.filled.unproved:
            return {}
        labels = (field.label for field in self.filled.path.fields if field.id in self.filled.unproved)
        return {"unproved": f"カードの券面から入れ、{UNPROVED}：{'、'.join(dict.fromkeys(labels))}"}

    def day(self) -> Box:
        if self.filled is not None:
            return text_box(in_era(self.filled.day))
        return empty_date(self.on) | {"eras": [era_of(self.on).name]}

    def sections(self) -> Iterator[dict[str, Any]]:
        if self.filled is None:
            for step in self.procedure.steps if self.official is None else ():
                more = any(_copies(repeat) < repeat.max for repeat in repeats_in(step.items))
                section = self.section(step, self.blank_groups(step.items), more)
                if section["groups"]:
                    yield section
            return
        for _, pages in groupby(self.filled.path.pages, key=lambda asked: asked.step.id):
            asked = list(pages)
            section = self.section(asked[0].step, self.filled_groups(self.filled.path, asked))
            if section["groups"]:
                yield section

    def section(self, step: Step, groups: Iterable[dict[str, Any]], more: bool = False) -> dict[str, Any]:
        filled_groups = [
            group | {"title": "" if group["title"] == step.title else group["title"]}
            for group in groups
            if group["rows"]
        ]
        return {"title": step.title, "when": self.when(step.when, ""), "groups": filled_groups, "more": more}

    def blank_groups(self, items: Iterable[Page | Repeat]) -> Iterator[dict[str, Any]]:
        for item in items:
            if isinstance(item, Page):
                yield self.group(item.title, item.fields)
                continue
            for number in range(1, _copies(item) + 1):
                heading = {"heading": f"{item.label}　{number}", "heading_when": self.when(item.when, item.id)}
                for first, group in enumerate(self.blank_groups(item.items)):
                    yield group | heading if first == 0 else group

    def filled_groups(self, path: Path, asked: list[AskedPage]) -> Iterator[dict[str, Any]]:
        for pages in page_groups(path, asked):
            row = pages[0].row
            heading = "" if row is None else row_title(self.procedure, path, row, self.speech)
            groups = []
            for page in pages:
                group = self.group(page.page.title, page.fields)
                if self.official is None and page.repeat is not None and not path.rows[page.page.id]:
                    group["rows"] = [self.none_of(page.repeat)]
                groups.append(group)
            drawn = [group for group in groups if group["rows"]]
            yield from (group | {"heading": heading if first == 0 else ""} for first, group in enumerate(drawn))

    def group(self, title: str, fields: Iterable[Field]) -> dict[str, Any]:
        rows = [self.row(field) for field in in_order(fields) if self.is_printed(field)]
        common = {row["when"] for row in rows}
        when = common.pop() if len(common) == 1 and len(rows) > 1 else ""
        rows = [row | {"when": ""} if when else row for row in rows]
        return {"heading": "", "heading_when": "", "title": title, "when": when, "rows": list(_briefly(rows))}

    def is_printed(self, field: Field) -> bool:
        if self.filled is None:
            return (field.type.asks or field.type.control == "note") and self.rules.asks(field)
        if self.official is not None:
            return field.id in self.filled.path.answers and not field.hidden and field.id not in self.official.placed
        return field.type.asks or (field.id in self.filled.path.answers and not field.hidden)

    def none_of(self, repeat: Repeat) -> dict[str, Any]:
        return {**_ROW, "label": repeat.label, "box": text_box("なし")}

    def row(self, field: Field) -> dict[str, Any]:
        if field.type.control == "note":
            return {**_ROW, "label": field.label, "when": self.when(field.when, field.name), "note": True}
        blank = self.filled is None
        box, ends = self.box(field), ""
        if blank:
            box, ends = self.with_stops(field, box)
        return {
            **_ROW,
            "number": self.numbers.get(field.name, 0),
            "label": reading_label(field, field.label),
            "reading": field.type.control == "kana",
            "optional": blank and field.required is False,
            "when": self.when(field.when, field.name),
            "help": field.help if blank else "",
            "ends": ends,
            "box": box,
            "long": _long(box),
        }

    def box(self, field: Field) -> Box:
        if self.filled is None:
            return draw_field(field, None, self.speech, self.on)
        path = self.filled.path
        value = path.answers.get(field.id)
        if field.id in path.hidden:
            return text_box(self.speech.message("answer.not_shown"))
        return text_box("―") if value is None and path.complete else draw_field(field, value, self.speech, self.on)

    def with_stops(self, field: Field, box: Box) -> tuple[Box, str]:
        advice, ends = self.rules.stops(field)
        if not advice or box["kind"] != "options":
            return box, ends
        by_label = {option_label(field, code): words for code, words in advice.items()}
        return box | {"items": [item | {"advice": by_label.get(item["label"], "")} for item in box["items"]]}, ends

    def when(self, rule: Expression | None, within: str) -> str:
        return self.rules.when(rule, within) if self.filled is None else ""

    def due(self) -> str:
        due = self.procedure.due
        if due is None or self.filled is not None:
            return ""
        day = self.rules.due()
        if not day:
            return "担当の課に聞いてください"
        words = in_era(day) if isinstance(day, date) else day
        return f"{words}まで{'（めやす）' if due.certainty == _ASSUMED else ''}"

    def late(self) -> bool:
        if self.filled is None:
            return self.procedure.due is not None
        return is_late(self.procedure, self.filled.path, self.filled.day)

    def papers(self) -> list[dict[str, Any]]:
        if self.filled is not None:
            path = self.filled.path
            return _list(
                _ENCLOSED, [self.whose(path, paper.key) + _paper(paper.paper) for paper in papers(self.procedure, path)]
            )
        return [*self.bring(), *_list(_ENCLOSED, [self.asked_paper(paper) for paper in self.asked_papers()])]

    def bring(self) -> list[dict[str, Any]]:
        if self.filled is not None:
            return []
        return [
            part for door in PAPER_DOORS for part in _list(_BRING_WORDS[door], list(self.procedure.bring.get(door, ())))
        ]

    def asked_papers(self) -> list[Paper]:
        return [paper for paper in self.procedure.papers if self.rules.is_needed(paper.when, paper.id)]

    def papers_of_sheet(self) -> list[dict[str, Any]]:
        """Shorter than on our own form."""
        if self.filled is not None:
            return self.papers()
        return _list(_ENCLOSED, [self.briefly(paper) for paper in self.asked_papers()])

    def briefly(self, paper: Paper) -> str:
        when = self.briefly_when(paper)
        return _paper(paper, "＊" if paper.later else "") + (f"：{when}" if when else "")

    def briefly_when(self, paper: Paper) -> str:
        when = self.when(paper.when, paper.id)
        return when if len(when) <= _BRIEF else "あてはまる人だけ"

    def whose(self, path: Path, key: str) -> str:
        row = row_of(key)
        if not row:
            return ""
        rows, _, number = row.rpartition(".")
        return f"{repeat_at(self.procedure, rows).label} {path.rows[rows].index(number) + 1}の"

    def asked_paper(self, paper: Paper) -> str:
        when = self.when(paper.when, paper.id)
        return _paper(paper) + (f"：{when}" if when else "")


def _briefly(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for when, alike in groupby(rows, key=lambda row: row["when"]):
        first, *rest = alike
        yield first
        same = f"問{first['number']}と同じとき" if first["number"] and len(when) > _BRIEF_WHEN else when
        yield from (row | {"when": same} for row in rest)


def _copies(repeat: Repeat) -> int:
    usual = 3 if sum(len(page.fields) for page in repeat.pages) <= 6 else 2
    return max(1, min(repeat.max, max(repeat.min, usual)))


def _list(title: str, items: list[str]) -> list[dict[str, Any]]:
    return [{"title": title, "items": items}] if items else []


def _paper(paper: Paper, later: str | None = None) -> str:
    any_of = f"（{'、'.join(paper.one_of)}のどれか）" if paper.one_of else ""
    any_of += "" if paper.required else "（あるときだけ）"
    later_words = "（あとからでも出せます）" if paper.later else ""
    return paper.label + any_of + (later_words if later is None else later)


def _long(box: Box) -> bool:
    paragraphs = box.get("paragraphs", ())
    return len(paragraphs) + sum(map(len, paragraphs)) // _SIGNS_A_LINE > _MOST_LINES or len(box.get("items", ())) > 25


def _on_screen(signed: Mapping[str, Any] | None) -> bool:
    return signed is not None and signed["way"] in ("drawn", "typed")


def _signed(signed: Mapping[str, Any] | None) -> dict[str, str]:
    # Instead of a handwritten signature; the section decides whether it suffices.
    signature = signed or {}
    signed_at = datetime.fromisoformat(signature["at"]).astimezone(TOKYO)
    verb = "書いた" if signature["way"] == "drawn" else "入力した"
    words = f"窓口の画面に{verb}署名　{in_era(signed_at.date())} {signed_at.hour}時{signed_at.minute:02d}分"
    return {
        "text": signature.get("text", ""),
        "picture": drawn_picture(signature.get("strokes", "")),
        "day": in_era(signed_at.date()),
        "words": words,
    }


def in_eras(words: Any, written: Callable[[date], str] = in_era) -> Any:
    """Days as a city's papers name them: 2027年4月10日 is 令和9年4月10日."""
    if isinstance(words, str):
        return _WESTERN.sub(lambda day: written(date(*map(int, day.groups()))), words)
    if isinstance(words, Mapping):
        return {key: value if key in _WRITTEN else in_eras(value, written) for key, value in words.items()}
    return [in_eras(each, written) for each in words] if isinstance(words, list | tuple) else words


def drawn_number(number: str) -> Mapping[str, str]:
    import segno  # noqa: PLC0415 - the page of a procedure imports this module, and draws no code

    drawn = io.BytesIO()
    # searching for the best mask takes longer than typesetting; any of the eight is readable
    segno.make(number, error="m", micro=False, mask=2).save(drawn, kind="svg", border=0, xmldecl=False)
    return {"number": number, "code": drawn.getvalue().decode()}


def _mark(certainty: str) -> str:
    return "（確認中）" if certainty == _ASSUMED else ""
