from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.definition.procedure import Field, Repeat
from forms.path.binding import Posted, owner, sentence
from forms.path.near_office import near_office
from forms.path.path import AskedPage, Path
from forms.text.foreign_day import is_foreign
from forms.text.speech import Speech
from portal.services.counter.enter_at_counter import Entry
from portal.services.procedures.row_names import repeat_label, row_count, row_title
from portal.services.shared.catalogue import speech_of
from portal.web.filing.question_page import views
from portal.web.residents.source_words import source_words, words_of_face
from portal.web.shared.field_view import FieldView, under

Line = tuple[str, str]  # text, and the input it leads to


_MOST_OPTIONS = 12  # of a question in a second language


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    groups: tuple[Group, ...]
    row: str = ""  # value of its remove button
    add: Line | None = None  # value and text of the button for another row


@dataclass(frozen=True)
class Screen:
    sections: tuple[Section, ...]
    missing: tuple[Line, ...]
    wrong: tuple[Line, ...]
    warned: tuple[Line, ...]
    stopped: Line | None
    shown: str


def counter_screen(
    entry: Entry, speech: Speech, search: str = "", *, origins: Mapping[str, str] | None = None, prefix: str = "",
    beside: str = "ja",
) -> Screen:  # fmt: skip
    # `search`: the address being looked up; inputs below it show no errors. `origins`: sources of stored values, which
    # are then shown unless unreadable. `prefix`: of input names. `beside`: in which questions are shown too.
    drawer = _Drawer(entry, speech, search, origins, prefix, beside)
    sections = [drawer.section(part, asked) for part, asked in _parts(entry)]
    return Screen(
        tuple(sections), tuple(drawer.missing), tuple(drawer.wrong), tuple(drawer.warned), _stopped(entry.path, speech),
        " ".join(sorted(entry.reception.asked | entry.path.asked)),
    )  # fmt: skip


def _parts(entry: Entry) -> list[tuple[Path, list[AskedPage]]]:
    reception = [(entry.reception, list(entry.reception.pages))] if entry.reception.pages else []
    return [*reception, *((entry.path, pages) for pages in pages_of_steps(entry.path))]


def pages_of_steps(path: Path) -> Iterable[list[AskedPage]]:
    # The pages of a list are one step.
    steps: dict[tuple[str, str], list[AskedPage]] = {}
    for asked in path.pages:
        listed = f"{asked.page.id}." if asked.repeat is not None else ""
        steps.setdefault((asked.step.id, listed or (asked.row.key if asked.row else "")), []).append(asked)
    return steps.values()


def _stopped(path: Path, speech: Speech) -> Line | None:
    return None if path.stopped is None else path.stopped.words(speech)


@dataclass
class _Drawer:
    entry: Entry
    speech: Speech
    search: str
    origins: Mapping[str, str] | None
    prefix: str
    beside: str

    def __post_init__(self) -> None:
        # Each input is visited once: a screen with hundreds of rows has thousands.
        self.helped = words_of_face(self.entry.draft, self.entry.path) if self.origins is None else self.origins
        self.typed: dict[str, dict[str, Sequence[str]]] = {}
        for box, values in self.entry.typed.items():
            self.typed.setdefault(owner(box, self.entry.shown), {})[box] = values
        self.missing: list[Line] = []
        self.wrong: list[Line] = []
        self.warned: list[Line] = []

    def section(self, path: Path, pages: list[AskedPage]) -> Section:
        step, row, listed = pages[0].step, pages[0].row, pages[0].repeat
        title = self.speech.text(f"{step.path}.title", step.title)
        if listed is not None:
            return self.listing(path, pages[0], listed)
        if row is not None:
            title = row_title(self.entry.draft.procedure, path, row, self.speech)
        groups = [
            Group(
                asked.page.id,
                self.speech.text(f"{asked.page.path}.title", asked.page.title) if asked.page.title else "",
                tuple(self.field(path, title, asked, field) for field in asked.fields),
            )
            for asked in pages
        ]
        if row is None:
            return Section(step.id, title, tuple(groups))
        key, _, _ = row.key.rpartition(".")
        stays = row.repeat.rows is not None or len(path.rows[key]) <= row.repeat.min
        return Section(row.key.replace(".", "-"), title, tuple(groups), "" if stays else f"remove.{row.key}")

    def listing(self, path: Path, asked: AskedPage, repeat: Repeat) -> Section:
        label, count = repeat_label(repeat, self.speech), len(path.rows[asked.page.id])
        title = f"{label}：{row_count(repeat, count, self.speech)}"
        add = (f"add.{asked.page.id}", label) if count < repeat.max else None
        return Section(asked.page.id.replace(".", "-"), title, (), add=add)

    def field(self, path: Path, title: str, asked: AskedPage, field: Field) -> FieldView:
        alone = replace(asked, fields=(field,))
        posted: Posted | None = self.typed.get(field.id, {} if self.origins is None else None)
        judged = path
        if field.id not in self.entry.shown:
            # A question shown for the first time has no errors.
            posted, judged = None, replace(path, mistakes={})
        environment = self.entry.environment
        near = near_office(self.entry.draft.procedure, self.entry.path.answers, environment)
        view = views(
            alone, judged, self.speech, environment, posted=posted, known={**near, **path.known},
            sources=source_words(self.entry.draft, path, self.speech), search=self.search, own=True, helped=self.helped,
        )[0]  # fmt: skip
        if self.prefix and path is not self.entry.reception:
            view = under(view, self.prefix)
        if field.id in path.missing:
            self.missing.append((f"{title}：{view.label}", view.first_box))
        elif not self.search:
            self.wrong += [
                (sentence(mistake, field, self.speech), view.box_of(mistake.part))
                for mistake in path.mistakes.get(field.id, ())
            ]
        self.warned += [
            (sentence(warning, field, self.speech), view.first_box) for warning in path.warnings.get(field.id, ())
        ]
        return replace(view, heading=False, beside=self.in_their_language(alone, path))

    def in_their_language(self, alone: AskedPage, path: Path) -> tuple[str, str]:
        if not is_foreign(self.beside):
            return "", ""
        speech = speech_of(self.entry.draft.procedure, self.beside)
        view = views(alone, path, speech, self.entry.environment, own=True)[0]
        options = " / ".join(option.label for option in view.options[:_MOST_OPTIONS])
        return self.beside, f"{view.label}　{options}".strip("　")
