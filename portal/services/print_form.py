"""The print form (様式) of a procedure: blank with boxes to write in, or filled with answers. Everything on it comes
from the definition and the city's file; how it looks is decided in `templates/print/`."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import segno

from forms.calendar import era_of
from forms.city import City
from forms.consequences import papers
from forms.kind import KINDS
from forms.messages import sentences
from forms.path import AskedPage, Path
from forms.procedure import Field, Page, Paper, Procedure, Repeat, Step, repeats_in, row_of
from forms.rows import repeat_at
from forms.rules.expression import Expression
from forms.speech import Speech
from portal.clock import TOKYO
from portal.services.check_sections import page_groups
from portal.services.draw_field import Box, draw_field, drawn_picture, empty_date, said
from portal.services.number_questions import in_order, number_questions
from portal.services.row_names import row_title
from portal.services.say_rule import say_rule, say_value
from portal.services.typeset import Paper as Printed
from portal.services.typeset import typeset

_ASSUMED, _SURE = "assumed", ("law", "std")
# Above the day on which it is handed in, by kind.
_DAY_WORDS = {"application": "申請日", "notification": "届出日", "report": "届けた日"}
_ROW: Mapping[str, Any] = {
    "number": 0, "label": "", "reading": False, "optional": False, "when": "", "help": "", "box": said(""), "long": False,
    "note": False,
}  # fmt: skip
_SIGNS_A_LINE, _MOST_LINES = 30, 12
_PAPER_DOORS = ("counter", "post")
_BRING_WORDS = {"counter": "窓口に持ってくるもの", "post": "郵便で出すときに入れるもの"}


@dataclass(frozen=True)
class Filled:
    """What a filled form is filled with. `day`: the day of arrival, or of writing where it has not arrived yet. `door`:
    at the counter whoever came signs the sheet, unless they `signed` on a screen: as the field type keeps a signature, with `at`.
    `seen`: by what they were known there, in words."""

    path: Path
    day: date
    door: str = "counter"
    receipt_number: str = ""
    signed: Mapping[str, Any] | None = None
    seen: str = ""


def print_form(procedure: Procedure, city: City, on: date, made: datetime, filled: Filled | None = None) -> Printed:
    """A4, tagged. Blank without `filled`. `on` decides office and authority. KeyError if nobody holds the duty then."""
    return typeset("form", form_content(procedure, city, on, filled), made)


def form_content(procedure: Procedure, city: City, on: date, filled: Filled | None) -> dict[str, Any]:
    """All that stands on the form, as JSON."""
    return _Form(procedure, city, on, filled).content()


class _Form:
    def __init__(self, procedure: Procedure, city: City, on: date, filled: Filled | None) -> None:
        self.procedure = procedure
        self.city = city
        self.office = city.office(procedure.duty, on)
        self.on = on
        self.filled = filled
        self.speech = Speech("ja", sentences("ja"), {})
        self.numbers = number_questions(procedure)
        self.names = {name: f"問{number}" for name, number in self.numbers.items()}

    def content(self) -> dict[str, Any]:
        procedure, filled = self.procedure, self.filled
        office = self.office
        return {
            "title": procedure.title,
            "blank": filled is None,
            "kind": KINDS[procedure.kind].word,
            "law": procedure.law.text + _mark(procedure.law.certainty),
            "city": self.city.name,
            "addressee": office.authority,
            "day": {"label": _DAY_WORDS.get(procedure.kind, "申込日"), "box": self.day()},
            "receipt": drawn_number(filled.receipt_number) if filled is not None and filled.receipt_number else None,
            "sections": list(self.sections()),
            "papers": self.papers(),
            "fee": procedure.fee.text + _mark(procedure.fee.certainty),
            "due": self.due(),
            "office": {"name": office.office, "place": office.place, "telephone": office.telephone},
            "hours": self.city.hours,
            "version": f"{procedure.id}　第{procedure.version}版　{procedure.meaning[:8]}",
            "signs": filled is None or filled.door == "counter",
            "seen": filled.seen if filled is not None else "",
        } | ({"signed": _signed(filled.signed)} if filled is not None and _on_screen(filled.signed) else {})

    def day(self) -> Box:
        if self.filled is not None:
            return said(written_day(self.filled.day))
        return empty_date(self.on) | {"eras": [era_of(self.on).name]}

    def sections(self) -> Iterator[dict[str, Any]]:
        if self.filled is None:
            for step in self.procedure.steps:
                more = any(_copies(repeat) < repeat.max for repeat in repeats_in(step.items))
                yield self.section(step, self.blank_groups(step.items), more)
            return
        for _, pages in groupby(self.filled.path.pages, key=lambda asked: asked.step.id):
            asked = list(pages)
            yield self.section(asked[0].step, self.filled_groups(self.filled.path, asked))

    def section(self, step: Step, groups: Iterable[dict[str, Any]], more: bool = False) -> dict[str, Any]:
        """`more`: rows may be needed that the paper has no room for."""
        told = [group for group in groups if group["rows"]]
        return {"title": step.title, "when": self.when(step.when, ""), "groups": told, "more": more}

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
            for first, page in enumerate(pages):
                group = self.group(page.page.title, page.fields)
                if page.repeat is not None and not path.rows[page.page.id]:
                    group["rows"] = [self.none_of(page.repeat)]
                yield group | {"heading": heading} if first == 0 else group

    def group(self, title: str, fields: Iterable[Field]) -> dict[str, Any]:
        """What all its questions have as their condition is said once, above them."""
        rows = [self.row(field) for field in in_order(fields) if self.stands(field)]
        common = {row["when"] for row in rows}
        when = common.pop() if len(common) == 1 and len(rows) > 1 else ""
        rows = [row | {"when": ""} if when else row for row in rows]
        return {"heading": "", "heading_when": "", "title": title, "when": when, "rows": rows}

    def stands(self, field: Field) -> bool:
        """Sentences to be read stand where one writes, what is computed where the answers are."""
        if field.type.asks:
            return True
        return field.type.control == "note" if self.filled is None else field.id in self.filled.path.answers

    def none_of(self, repeat: Repeat) -> dict[str, Any]:
        return {**_ROW, "label": repeat.label, "box": said("なし")}

    def row(self, field: Field) -> dict[str, Any]:
        """One question. On a filled form nobody asks any more: no help, no 任意, no condition."""
        if field.type.control == "note":
            return {**_ROW, "label": field.label, "note": True}
        blank = self.filled is None
        value = None if self.filled is None else self.filled.path.answers.get(field.id)
        box = draw_field(field, value, self.speech, self.on)
        if self.filled is not None and field.id in self.filled.path.hidden:
            box = said(self.speech.message("answer.not_shown"))
        if self.filled is not None and value is None and self.filled.path.complete:
            box = said("―")
        return {
            **_ROW,
            "number": self.numbers.get(field.name, 0),
            "label": field.label,
            "reading": field.type.control == "kana",
            "optional": blank and field.required is False,
            "when": self.when(field.when, field.name),
            "help": field.help if blank else "",
            "box": box,
            "long": _long(box),
        }

    def when(self, rule: Expression | None, within: str) -> str:
        """When a blank form asks this, in words; あてはまる人だけ where the rule reads badly on paper."""
        if rule is None or self.filled is not None:
            return ""
        saying = say_rule(self.procedure, rule, within, self.names)
        return f"{saying.words}のとき" if saying.plain else "あてはまる人だけ"

    def due(self) -> str:
        """Until when, in words: a blank form is for days that nobody knows yet."""
        due = self.procedure.due
        if due is None or self.filled is not None:
            return ""
        saying = say_value(self.procedure, due.on, names=self.names)
        return (
            f"{saying.words}まで{'' if due.certainty in _SURE else '（めやす）'}。{due.late}"
            if saying.plain
            else due.late
        )

    def papers(self) -> list[dict[str, Any]]:
        """What to bring or to send along: of a blank form by door and with conditions, else what these answers need."""
        if self.filled is not None:
            path = self.filled.path
            items = [self.whose(path, needed.key) + _paper(needed.paper) for needed in papers(self.procedure, path)]
            return [{"title": "いっしょに出すもの", "items": items}] if items else []
        found = [
            {"title": _BRING_WORDS[door], "items": list(self.procedure.bring[door])}
            for door in _PAPER_DOORS
            if self.procedure.bring.get(door)
        ]
        asked = [self.asked_paper(paper) for paper in self.procedure.papers]
        return found + ([{"title": "いっしょに出すもの", "items": asked}] if asked else [])

    def whose(self, path: Path, key: str) -> str:
        """Which of several rows a paper is for: 子ども 2の."""
        row = row_of(key)
        if not row:
            return ""
        rows, _, number = row.rpartition(".")
        return f"{repeat_at(self.procedure, rows).label} {path.rows[rows].index(number) + 1}の"

    def asked_paper(self, paper: Paper) -> str:
        when = self.when(paper.when, paper.id)
        return _paper(paper) + (f"：{when}" if when else "")


def _copies(repeat: Repeat) -> int:
    """How many rows a sheet has room for; whoever needs more takes another sheet."""
    usual = 3 if sum(len(page.fields) for page in repeat.pages) <= 6 else 2
    return max(1, min(repeat.max, max(repeat.min, usual)))


def _paper(paper: Paper) -> str:
    any_of = f"（{'、'.join(paper.one_of)}のどれか）" if paper.one_of else ""
    return paper.label + any_of + ("（あとからでも出せます）" if paper.later else "")


def _long(box: Box) -> bool:
    """Whether it may go on on the next page; what is shorter stays in one piece."""
    paragraphs = box.get("paragraphs", ())
    return len(paragraphs) + sum(map(len, paragraphs)) // _SIGNS_A_LINE > _MOST_LINES or len(box.get("items", ())) > 25


def _on_screen(signed: Mapping[str, Any] | None) -> bool:
    return signed is not None and signed["way"] in ("drawn", "typed")


def _signed(signed: Mapping[str, Any] | None) -> dict[str, str]:
    """What stands where else a pen signs. Whether it may stand for that, the section decides."""
    told = signed or {}
    at = datetime.fromisoformat(told["at"]).astimezone(TOKYO)
    way = "書いた" if told["way"] == "drawn" else "入力した"
    words = f"窓口の画面に{way}署名　{written_day(at.date())} {at.hour}時{at.minute:02d}分"
    return {
        "text": told.get("text", ""),
        "picture": drawn_picture(told.get("strokes", "")),
        "day": written_day(at.date()),
        "words": words,
    }


def written_day(day: date) -> str:
    """令和8年11月20日, as an official form has it."""
    era = era_of(day)
    year = day.year - era.before_first_year
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def drawn_number(number: str) -> Mapping[str, str]:
    """A receipt number, and its QR code as SVG."""
    drawn = io.BytesIO()
    # The mask that looks best is searched for longer than the page is set; any of the eight can be read.
    segno.make(number, error="m", micro=False, mask=2).save(drawn, kind="svg", border=0, xmldecl=False, scale=1)
    return {"number": number, "code": drawn.getvalue().decode()}


def _mark(certainty: str) -> str:
    return "（確認中）" if certainty == _ASSUMED else ""
