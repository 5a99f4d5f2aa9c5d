"""What one row is called where people read it: 「子ども 2（見本 花子）」."""

from forms.path import Path, RowPlace
from forms.procedure import Procedure, Repeat, row_of
from forms.rows import repeat_at
from forms.speech import Speech


def row_title(procedure: Procedure, path: Path, row: RowPlace, speech: Speech) -> str:
    """The label of the rows, the number of this one, and its name as far as it is known; after those of the row that it
    stands in, because every child may have a school 1."""
    title = f"{repeat_label(row.repeat, speech)} {row.number}"
    name = row_name(procedure, path, row, speech)
    named = speech.message("row.named", title=title, name=name) if name else title
    outer = outer_row(procedure, path, row)
    return named if outer is None else f"{row_title(procedure, path, outer, speech)}・{named}"


def outer_row(procedure: Procedure, path: Path, row: RowPlace) -> RowPlace | None:
    """The row in which this one stands; None for a row of the whole."""
    key = row_of(row.key.rpartition(".")[0])
    if not key:
        return None
    rows, _, number = key.rpartition(".")
    return RowPlace(repeat_at(procedure, rows), key, path.rows[rows].index(number) + 1)


def row_name(procedure: Procedure, path: Path, row: RowPlace, speech: Speech) -> str:
    """The answer that names a row, or ""."""
    key = f"{row.key}.{row.repeat.each}"
    if not row.repeat.each or key not in path.answers:
        return ""
    field = procedure.field(key)
    return field.type.show(path.answers[key], field.settings, speech, field.path)


def labels(procedure: Procedure, path: Path, speech: Speech) -> dict[str, str]:
    """Each question that is asked, by its id, in the words in which it stands alone: with the name of its row."""
    found: dict[str, str] = {}
    for asked in path.pages:
        before = f"{row_title(procedure, path, asked.row, speech)} " if asked.row is not None else ""
        found |= {field.id: before + speech.text(field.label_place, field.label) for field in asked.fields}
        if asked.repeat is not None:
            found[asked.page.id] = before + repeat_label(asked.repeat, speech)
    return found


def repeat_label(repeat: Repeat, speech: Speech) -> str:
    return speech.text(f"{repeat.path}.label", repeat.label)
