from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition.procedure import Field, Procedure
from forms.path.environment import KeptFile
from forms.path.path import AskedPage, Path
from forms.text.speech import Speech
from portal.services.procedures.row_names import brief_title, outer_row, repeat_label, row_count, row_title


@dataclass(frozen=True)
class CheckRow:
    """`value` "": nothing entered. `page` "": computed."""

    field: str
    label: str
    value: str
    page: str
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True)
class CheckSection:
    title: str
    rows: tuple[CheckRow, ...]
    brief: str = ""  # the title of a list of rows by its step, not its longer label


def check_sections(
    procedure: Procedure, path: Path, speech: Speech, files: Mapping[str, KeptFile] = {}
) -> tuple[CheckSection, ...]:
    sections = []
    for step in procedure.steps:
        pages = [asked for asked in path.pages if asked.step is step]
        title = speech.text(f"{step.path}.title", step.title)
        for group in page_groups(path, pages):
            row = group[0].row
            rows = tuple(row for asked in group for row in _rows(asked, path, speech, files))
            heading = title if row is None else row_title(procedure, path, row, speech)
            if rows:
                sections.append(CheckSection(heading, rows, _brief(procedure, path, group[0], speech)))
    return tuple(sections)


def _brief(procedure: Procedure, path: Path, asked: AskedPage, speech: Speech) -> str:
    # Of a step that is one list of rows and nothing else.
    pages = [other for other in path.pages if other.step is asked.step]
    repeats = [other.repeat for other in pages if other.repeat is not None]
    if len(repeats) != 1 or not all(other.repeat or other.row for other in pages):
        return ""
    title = speech.text(f"{asked.step.path}.title", asked.step.title)
    if asked.row is None:
        return title
    nested = outer_row(procedure, path, asked.row) is not None
    return "" if nested else brief_title(procedure, path, asked.row, speech, title)


def page_groups(path: Path, pages: list[AskedPage]) -> list[list[AskedPage]]:
    groups: dict[str, list[AskedPage]] = {}
    for asked in pages:
        groups.setdefault(asked.row.key if asked.row is not None else "", []).append(asked)
    return sorted(groups.values(), key=lambda group: _order(path, group[0]))


def _order(path: Path, asked: AskedPage) -> tuple[str, str]:
    row = asked.row
    if row is None or not row.repeat.order:
        return "", ""
    return row.repeat.id, str(path.answers.get(f"{row.key}.{row.repeat.order}", ""))


def _rows(asked: AskedPage, path: Path, speech: Speech, files: Mapping[str, KeptFile]) -> tuple[CheckRow, ...]:
    if asked.repeat is not None:
        count = row_count(asked.repeat, len(path.rows[asked.page.id]), speech)
        return (CheckRow(asked.page.id, repeat_label(asked.repeat, speech), count, asked.page.id),)
    return tuple(
        CheckRow(
            field.id,
            speech.text(field.label_place, field.label),
            shown(field, path, speech),
            asked.page.id if field.type.asks else "",
            files_of(field, path, files),
        )
        for field in asked.fields
        if field.type.asks or field.id in path.answers
    )


def files_of(field: Field, path: Path, files: Mapping[str, KeptFile] = {}) -> tuple[KeptFile, ...]:
    shows = field.type.control == "file" and field.id not in path.hidden
    answer = path.answers.get(field.id) if shows else None
    return tuple(files.get(file["id"]) or KeptFile(**file) for file in answer or ())


def shown(field: Field, path: Path, speech: Speech) -> str:
    value = path.answers.get(field.id)
    if value is not None and field.id in path.hidden:
        return speech.message("answer.not_shown")
    return "" if value is None else field.type.show(value, field.settings, speech, field.path)
