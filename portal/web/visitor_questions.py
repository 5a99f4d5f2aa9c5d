"""What a visitor is asked on their own screen, as its template prints it: a few questions of one section at a time, each with large buttons;
behind a curtain one alone, and before it is opened not a word of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby

import jaconv

from forms.mistakes import Mistake
from forms.speech import Speech
from portal.services.ask_visitor import Asked, asked_of_visitor
from portal.services.installation import Installation
from portal.services.interview import Interview, Part
from portal.services.press_answers import Press, is_somebody, stands_there
from portal.services.row_names import row_title
from portal.services.show_on_screen import speech_of
from portal.web.field_view import FieldView, OptionView
from portal.web.furigana import Words, readings
from portal.web.question_page import views

_MOST, _BUTTONS = 3, 12  # at a time: what fits a screen that is read at arm's length
_MANY, _SHORT = 5, 4  # so many buttons of so few signs stand side by side


@dataclass(frozen=True)
class Choice:
    code: str
    words: Words
    help: Words
    chosen: bool


@dataclass(frozen=True)
class Question:
    """`several`: any number of its choices may be chosen. `short`: many small buttons, side by side. `unknown`: what says that none of them is
    right."""

    key: str
    words: Words
    why: Words
    help: Words
    choices: tuple[Choice, ...]
    several: bool
    short: bool
    unknown: Words
    answered: bool
    unsure: bool
    errors: tuple[str, ...]

    @property
    def open(self) -> bool:
        return not self.answered and not self.unsure


@dataclass(frozen=True)
class Sheet:
    """What stands on the screen at once: `number` of `all`; `left`: how many questions are open on all of them. `curtain`: the key of the one
    question that stands behind it, "" for none; its words are in `questions` only once it was opened."""

    procedure: Words
    title: Words
    questions: tuple[Question, ...]
    number: int
    all: int
    left: int
    curtain: str = ""

    @property
    def ticks(self) -> bool:
        return any(one.several for one in self.questions)

    @property
    def mark(self) -> str:
        """Of what is shown: as long as it is the same, no script takes it away from under a finger."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False).encode()).hexdigest()[:16]


def sheet_of(
    installation: Installation, interview: Interview, language: str, say: Mapping[str, str], at: int = -1,
    wrong: Mapping[str, tuple[Mistake, ...]] = {},
) -> Sheet | None:  # fmt: skip
    """The sheet `at`, counted from 0, or the first on which something is open; None where nothing is. `wrong`: by the key of a question,
    why it was not taken: then its sheet is shown."""
    asked = _seen(interview)
    sheets = _sheets(asked)
    held = next((number for number, one in enumerate(sheets) if any(each.key in wrong for each in one)), at)
    if not 0 <= held < len(sheets):
        held = next((number for number, one in enumerate(sheets) if any(each.open for each in one)), -1)
    if held < 0:
        return None
    found, left = sheets[held], sum(one.open for one in asked)
    part = interview.parts[found[0].at]
    speech = speech_of(installation, part.draft.procedure, language)
    called = readings(speech.text("title", part.draft.procedure.title))
    curtain = found[0].key if found[0].curtained else ""
    if curtain and interview.screen.opened != curtain:
        return Sheet(called, (), (), held + 1, len(sheets), left, curtain)
    drawer = _Drawer(installation, language, say, wrong)
    step, row = found[0].page.step, found[0].page.row
    title = speech.text(f"{step.path}.title", step.title)
    if row is not None:
        title = row_title(part.draft.procedure, part.entry.path, row, speech)
    questions = tuple(drawer.question(part, one) for one in found)
    return Sheet(called, readings(title), questions, held + 1, len(sheets), left, curtain)


def count_sheets(interview: Interview) -> int:
    return len(_sheets(_seen(interview)))


def _seen(interview: Interview) -> list[Asked]:
    return [one for one in asked_of_visitor(interview) if one.seen]


def _sheets(asked: Sequence[Asked]) -> list[list[Asked]]:
    """By section, and no more at a time than can be looked over; behind a curtain one alone."""
    found: list[list[Asked]] = []
    for _, section in groupby(asked, _section):
        sheet: list[Asked] = []
        for one in section:
            buttons = sum(_size(each) for each in (*sheet, one))
            if sheet and (len(sheet) == _MOST or buttons > _BUTTONS):
                found.append(sheet)
                sheet = []
            sheet.append(one)
        found.append(sheet)
    return found


def _section(one: Asked) -> tuple[int, str, str, str]:
    return one.at, one.page.step.id, one.page.row.key if one.page.row else "", one.key if one.curtained else ""


def _size(asked: Asked) -> int:
    return 1 + max(2, len(asked.presses or getattr(asked.field.settings, "options", ())))


@dataclass
class _Drawer:
    installation: Installation
    language: str
    say: Mapping[str, str]
    wrong: Mapping[str, tuple[Mistake, ...]]

    def question(self, part: Part, asked: Asked) -> Question:
        field, mistakes = asked.field, self.wrong.get(asked.key, ())
        page = replace(asked.page, fields=(field,))
        path = replace(part.entry.path, mistakes={field.id: mistakes} if mistakes else {})
        speech = speech_of(self.installation, part.draft.procedure, self.language)
        view = views(page, path, speech, part.entry.environment, own=True)[0]
        # What asks for words of one's own is said to the clerk: nobody types here.
        choices = tuple(self.choice(one) for one in view.options if one.tell is None)
        if asked.presses:
            choices = tuple(self.press(part, asked, one, view, speech) for one in asked.presses)
        longest = max((sum(len(text) for text, _ in one.words) for one in choices), default=0)
        return Question(
            asked.key, readings(view.label), readings(view.why), readings(view.help), choices,
            field.type.id == "multiple_choice", len(choices) >= _MANY and longest <= _SHORT,
            readings(self.say.get(f"unsure_{field.type.id}", self.say["unsure"])), asked.answered, asked.unsure, view.errors,
        )  # fmt: skip

    def choice(self, option: OptionView) -> Choice:
        # English has texts of definitions, and no sentences of the engine.
        spoken = self.language == "en" and option.code in ("yes", "no")
        label = self.say[option.code] if spoken else option.label
        return Choice(option.code, readings(label), readings(option.help), option.checked)

    def press(self, part: Part, asked: Asked, press: Press, view: FieldView, speech: Speech) -> Choice:
        field, path = asked.field, part.entry.path
        chosen = stands_there(field, press, path.answers.get(field.id))
        if is_somebody(part.draft.procedure, field):
            return Choice(press.code, _named(press), (), chosen)
        called = next((one.label for one in view.options if (one.code,) == press.raw.get(one.part)), "")
        value = field.type.parse(press.raw, field.settings, part.entry.environment).value
        label = self.say.get(f"{field.type.id}.{press.code}") or called or field.type.show(value, field.settings, speech, field.path)  # fmt: skip
        return Choice(press.code, readings(label), (), chosen)


def _named(press: Press) -> Words:
    """A name with its reading above it, part by part where both have the same parts."""
    name = {box: values[0] for box, values in press.raw.items()}
    read = press.kana if press.kana.keys() == name.keys() else {}
    parts = [(text, jaconv.kata2hira(read.get(box, ""))) for box, text in name.items()]
    return tuple(piece for at, one in enumerate(parts) for piece in ((("　", ""), one) if at else (one,)))
