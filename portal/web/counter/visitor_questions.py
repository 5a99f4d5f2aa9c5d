"""Questions on the visitor's screen: a few of one section, or a sensitive one behind a curtain."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby

import jaconv

from forms.mistakes import Mistake
from forms.text.speech import Speech
from portal.services.counter.ask_visitor import Asked, asked_of_visitor
from portal.services.counter.interview import Interview, Part
from portal.services.counter.press_answers import Press, is_answer_of, is_somebody
from portal.services.procedures.row_names import row_title
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.web.filing.question_page import views
from portal.web.shared.field_view import FieldView, OptionView
from portal.web.shared.furigana import Words, readings

_MOST, _BUTTONS = 3, 12  # per sheet: what fits a screen read at arm's length
_MANY, _SHORT = 5, 4  # this many buttons with so few characters are placed side by side


@dataclass(frozen=True)
class Choice:
    code: str
    words: Words
    help: Words
    chosen: bool


@dataclass(frozen=True)
class Question:
    key: str
    words: Words
    why: Words
    help: Words
    choices: tuple[Choice, ...]
    several: bool
    short: bool  # side by side
    unknown: Words  # "none of these"
    answered: bool
    unsure: bool
    errors: tuple[str, ...]

    @property
    def open(self) -> bool:
        return not self.answered and not self.unsure


@dataclass(frozen=True)
class Sheet:
    procedure: Words
    title: Words
    questions: tuple[Question, ...]
    number: int
    all: int
    left: int  # open questions
    curtain: str = ""  # its question's text is in `questions` once opened

    @property
    def ticks(self) -> bool:
        return any(question.several for question in self.questions)

    @property
    def mark(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False).encode()).hexdigest()[:16]


def sheet_of(
    installation: Installation, interview: Interview, language: str, texts: Mapping[str, str], at: int = -1,
    wrong: Mapping[str, tuple[Mistake, ...]] = {},
) -> Sheet | None:  # fmt: skip
    """Sheet `at` (from 0), or the first with an open question, or None. `wrong`: errors by key; their sheet is shown."""
    asked = _seen(interview)
    sheets = _sheets(asked)
    held = next((number for number, sheet in enumerate(sheets) if any(question.key in wrong for question in sheet)), at)
    if not 0 <= held < len(sheets):
        held = next((number for number, sheet in enumerate(sheets) if any(question.open for question in sheet)), -1)
    if held < 0:
        return None
    shown, left = sheets[held], sum(question.open for question in asked)
    part = interview.parts[shown[0].at]
    speech = speech_of(part.draft.procedure, language)
    called = readings(speech.text("title", part.draft.procedure.title))
    curtain = shown[0].key if shown[0].curtained else ""
    if curtain and interview.screen.opened != curtain:
        return Sheet(called, (), (), held + 1, len(sheets), left, curtain)
    drawer = _Drawer(installation, language, texts, wrong)
    step, row = shown[0].page.step, shown[0].page.row
    title = speech.text(f"{step.path}.title", step.title)
    if row is not None:
        title = row_title(part.draft.procedure, part.entry.path, row, speech)
    questions = tuple(drawer.question(part, question) for question in shown)
    return Sheet(called, readings(title), questions, held + 1, len(sheets), left, curtain)


def count_sheets(interview: Interview) -> int:
    return len(_sheets(_seen(interview)))


def _seen(interview: Interview) -> list[Asked]:
    return [question for question in asked_of_visitor(interview) if question.seen]


def _sheets(asked: Sequence[Asked]) -> list[list[Asked]]:
    sheets: list[list[Asked]] = []
    for _, section in groupby(asked, _section):
        sheet: list[Asked] = []
        for question in section:
            buttons = sum(_size(placed) for placed in (*sheet, question))
            if sheet and (len(sheet) == _MOST or buttons > _BUTTONS):
                sheets.append(sheet)
                sheet = []
            sheet.append(question)
        sheets.append(sheet)
    return sheets


def _section(question: Asked) -> tuple[int, str, str, str]:
    return (
        question.at,
        question.page.step.id,
        question.page.row.key if question.page.row else "",
        question.key if question.curtained else "",
    )


def _size(asked: Asked) -> int:
    return 1 + max(2, len(asked.presses or getattr(asked.field.settings, "options", ())))


@dataclass
class _Drawer:
    installation: Installation
    language: str
    texts: Mapping[str, str]
    wrong: Mapping[str, tuple[Mistake, ...]]

    def question(self, part: Part, asked: Asked) -> Question:
        field, mistakes = asked.field, self.wrong.get(asked.key, ())
        page = replace(asked.page, fields=(field,))
        path = replace(part.entry.path, mistakes={field.id: mistakes} if mistakes else {})
        speech = speech_of(part.draft.procedure, self.language)
        view = views(page, path, speech, part.entry.environment, own=True)[0]
        # Choices that need text are left to the clerk: visitors do not type here.
        choices = tuple(self.choice(option) for option in view.options if option.detail is None and not option.full)
        if asked.presses:
            choices = tuple(self.press(part, asked, press, view, speech) for press in asked.presses)
        longest = max((sum(len(text) for text, _ in choice.words) for choice in choices), default=0)
        return Question(
            asked.key, readings(view.label), readings(view.why), readings(view.help), choices,
            field.type.id == "multiple_choice", len(choices) >= _MANY and longest <= _SHORT,
            readings(self.texts.get(f"unsure_{field.type.id}", self.texts["unsure"])), asked.answered, asked.unsure, view.errors,
        )  # fmt: skip

    def choice(self, option: OptionView) -> Choice:
        return Choice(option.code, readings(option.label), readings(option.help or option.left), option.checked)

    def press(self, part: Part, asked: Asked, press: Press, view: FieldView, speech: Speech) -> Choice:
        field, path = asked.field, part.entry.path
        chosen = is_answer_of(field, press, path.answers.get(field.id))
        if is_somebody(part.draft.procedure, field):
            return Choice(press.code, _named(press), (), chosen)
        called = next((option.label for option in view.options if (option.code,) == press.raw.get(option.part)), "")
        value = field.type.parse(press.raw, field.settings, part.entry.environment).value
        label = called or field.type.show(value, field.settings, speech, field.path)
        return Choice(press.code, readings(label), (), chosen)


def _named(press: Press) -> Words:
    name = {box: values[0] for box, values in press.raw.items()}
    read = press.kana if press.kana.keys() == name.keys() else {}
    parts = [(text, jaconv.kata2hira(read.get(box, ""))) for box, text in name.items()]
    return tuple(piece for index, part in enumerate(parts) for piece in ((("　", ""), part) if index else (part,)))
