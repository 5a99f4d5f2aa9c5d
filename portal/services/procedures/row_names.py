"""Titles of rows: 「子ども 2（見本 花子）」."""

from collections import Counter

from forms.definition.procedure import Procedure, Repeat, row_of
from forms.path.path import Path, RowPlace
from forms.path.rows import repeat_at
from forms.text.speech import Speech


def row_title(procedure: Procedure, path: Path, row: RowPlace, speech: Speech) -> str:
    """With the enclosing row: every child may have a school 1."""
    named = brief_title(procedure, path, row, speech, repeat_label(row.repeat, speech))
    outer = outer_row(procedure, path, row)
    return named if outer is None else f"{row_title(procedure, path, outer, speech)}・{named}"


def brief_title(procedure: Procedure, path: Path, row: RowPlace, speech: Speech, label: str) -> str:
    title = f"{label} {row.number}"
    name = row_name(procedure, path, row, speech)
    return speech.message("row.named", title=title, name=name) if name else title


def outer_row(procedure: Procedure, path: Path, row: RowPlace) -> RowPlace | None:
    key = row_of(row.key.rpartition(".")[0])
    if not key:
        return None
    rows, _, number = key.rpartition(".")
    return RowPlace(repeat_at(procedure, rows), key, path.rows[rows].index(number) + 1)


def row_name(procedure: Procedure, path: Path, row: RowPlace, speech: Speech) -> str:
    repeat, owner = row.repeat, row.key
    if repeat.rows_of and not repeat.each:
        repeat = repeat_at(procedure, repeat.rows_of)
        owner = f"{repeat.id}.{row.key.rpartition('.')[2]}"
    key = f"{owner}.{repeat.each}"
    if not repeat.each or key not in path.answers:
        return ""
    field = procedure.field(key)
    return field.type.show(path.answers[key], field.settings, speech, field.path)


def labels(procedure: Procedure, path: Path, speech: Speech) -> dict[str, str]:
    texts: dict[str, str] = {}
    steps: dict[str, str] = {}
    for asked in path.pages:
        before = f"{row_title(procedure, path, asked.row, speech)} " if asked.row is not None else ""
        own = {field.id: before + speech.text(field.label_place, field.label) for field in asked.fields}
        if asked.repeat is not None:
            own[asked.page.id] = before + repeat_label(asked.repeat, speech)
        texts |= own
        steps |= dict.fromkeys(own, speech.text(f"{asked.step.path}.title", asked.step.title))
    # 生年月日 is asked of several people, and a letter names no page: 生年月日（配偶者）.
    alike = {text for text, number in Counter(texts.values()).items() if number > 1}
    return {
        name: speech.message("row.named", title=text, name=steps[name]) if text in alike and steps[name] else text
        for name, text in texts.items()
    }


def row_count(repeat: Repeat, count: int, speech: Speech) -> str:
    """2人, 2件."""
    if not repeat.unit:
        return speech.message("row.count", count=count)
    return speech.amount(str(count), f"{repeat.path}.unit", repeat.unit)


def repeat_label(repeat: Repeat, speech: Speech) -> str:
    return speech.text(f"{repeat.path}.label", repeat.label)
