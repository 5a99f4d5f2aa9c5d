"""The lines that `rest: labels` means: questions by their labels on our own pages."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from forms.definition.option_labels import option_labels
from forms.definition.procedure import Field, Procedure
from forms.messages import sentences
from forms.text.speech import Speech
from integrations.imports.definition import FieldMap, FileMap, MappingFile, RowMap
from integrations.imports.fitting import PAPER, fillable, target

_YES_NO = {"はい": "yes", "いいえ": "no", "1": "yes", "0": "no"}
# A day in a label changes with the year, before and after it is filled in.
_YEAR = "（[0-9]{4}年）"  # western, after 平成20年
_DAYS = re.compile(
    rf"（(?:[^（）]|{_YEAR})*(?:\{{[^{{}}]*\}}|(?:[0-9]{{4}}年|{_YEAR})[0-9]+月[0-9]+日)(?:[^（）]|{_YEAR})*）"
)
_PLACE = "location", "facility"  # chosen on a map or from a list: their boxes are no texts of a form


def written_out(mapping: MappingFile, procedure: Procedure) -> MappingFile:
    """With a line for each question, row and later paper that the mapping does not name itself."""
    if mapping.rest != "labels":
        return mapping
    speech = Speech("ja", sentences("ja"), procedure.texts["ja"])
    named = {match[0].name for _, _, name in mapping.placed if (match := target(procedure, name))}
    blocks = {field.name: step.title for step in procedure.steps if step.block for field in step.fields}
    places = tuple(repeat.id for repeat in procedure.repeats)
    lines: dict[str, list[FieldMap]] = {"": list(mapping.fields)}
    lines |= {row.to: list(row.fields) for row in mapping.rows}
    for field in procedure.fields:
        row = max((name for name in places if field.name.startswith(f"{name}.")), key=len, default="")
        if field.name in named or not fillable(field) or field.type.control == "file" or "." in row:
            continue
        label = _DAYS.sub("", field.label)
        label = label if row or field.name not in blocks else f"{blocks[field.name]}_{label}"
        mine = lines.setdefault(row, [])
        taken = Counter(name for line in mine for name in line.from_)
        mine += _lines(field, label, field.name.removeprefix(f"{row}.") if row else field.name, taken, speech)
    froms = {row.to: row.from_ for row in mapping.rows}
    rows = tuple(
        RowMap.model_validate(
            {"from": froms.get(repeat.id, _DAYS.sub("", repeat.label)), "to": repeat.id, "fields": lines[repeat.id]}
        )
        for repeat in procedure.repeats
        if lines.get(repeat.id)
    )
    files = (*mapping.files, *_files(mapping, procedure))
    return mapping.model_copy(update={"fields": tuple(lines[""]), "rows": rows, "files": files, "rest": ""})


def _lines(field: Field, label: str, to: str, taken: Mapping[str, int], speech: Speech) -> Iterator[FieldMap]:
    for name, words in _boxes(field, speech).items():
        source = f"{label}_{words}" if words else label
        twice = next(number for number in range(1, 100) if f"{source}{number if number > 1 else ''}" not in taken)
        line = {"from": f"{source}{twice if twice > 1 else ''}", "to": f"{to}.{name}" if name else to}
        yield FieldMap.model_validate(line | _reading(field, name, speech))


def _boxes(field: Field, speech: Speech) -> Mapping[str, str]:
    if field.type.id == "date":
        return {"": ""}
    words: dict[str, str] = {}
    for part in field.type.parts(field.settings):
        end = speech.messages.get(f"period.{part.name.partition('_')[0]}", "") if field.type.id == "period" else ""
        if not part.name.endswith("era"):
            words[part.name] = f"{end}{speech.messages.get(part.label, part.name)}" if part.name else ""
    return words


def _reading(field: Field, box: str, speech: Speech) -> dict[str, object]:
    if field.type.id == "date":
        return {"date": "%Y%m%d"}
    if box or field.type.id in _PLACE:
        return {}
    several: dict[str, object] = {"split": ";"} if field.type.control == "choices" else {}
    if field.type.id in ("yes_no", "consent"):
        return {"codes": _YES_NO}
    labels = option_labels(field, speech) if field.type.options(field.settings) else {}
    numbers = {f"{number:02}": code for number, code in enumerate(labels, 1)}
    # The number is what `write` writes: it comes last.
    return {"codes": {label: code for code, label in labels.items()} | numbers, **several} if labels else several


def _files(mapping: MappingFile, procedure: Procedure) -> Iterator[FileMap]:
    named = {file.to for file in mapping.files}
    later = [(f"{PAPER}{paper.id}", paper.label) for paper in procedure.attach if paper.later]
    asked = [(field.name, field.label) for field in procedure.fields if field.type.control == "file"]
    for to, label in (*later, *asked):
        if to not in named:
            yield FileMap.model_validate({"from": label, "to": to})
