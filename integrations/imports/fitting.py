"""Compares a mapping with its procedure."""

from collections.abc import Iterator, Mapping

from forms.definition.procedure import Field, Procedure, full_name
from forms.text.reading import Fault
from integrations.imports.definition import FieldMap, MappingFile

# A package cannot fill in signatures, held times and numbers.
PAPER = "paper-"
_NEVER = frozenset({"signature", "slot", "my_number"})


def target(procedure: Procedure, to: str) -> tuple[Field, str] | None:
    """The question and its box; "" = the whole answer."""
    whole, _, box = to.rpartition(".")
    # The box first: `wishes.1` is the first wish, not a question in a row.
    for name, part in ((whole, box), (to, "")):
        if full_name(name) in procedure.by_name:
            field = procedure.field(name)
            if not part or part in boxes_of(field):
                return field, part
    return None


def fillable(field: Field) -> bool:
    return field.type.asks and field.type.id not in _NEVER and field.protection != "number"


def boxes_of(field: Field) -> tuple[str, ...]:
    named = tuple(part.name for part in field.type.parts(field.settings) if part.name)
    more = {"date": ("unknown",), "person_name": ("full",), "kana": ("full",)}.get(field.type.id, ())
    return (*named, *(name for name in more if name not in named))


def misfits(mapping: MappingFile, procedure: Procedure | None) -> Iterator[Fault]:
    if procedure is None or procedure.id != mapping.procedure or procedure.version < mapping.from_version:
        yield ("procedure",), f"there is no procedure {mapping.procedure} of version {mapping.from_version} or later"
        return
    later = {paper.id for paper in procedure.attach if paper.later}
    repeats = {repeat.id for repeat in procedure.repeats}
    for index, row in enumerate(mapping.rows):
        if row.to not in repeats:
            yield ("rows", index, "to"), f"no rows are called {row.to}"
    for path, line, name in mapping.placed:
        yield from ((((*path, key)), text) for key, text in _of_line(procedure, line, name))
    for index, file in enumerate(mapping.files):
        if file.to.removeprefix(PAPER) in later and file.to.startswith(PAPER):
            continue
        match = target(procedure, file.to)
        if match is None or match[0].type.control != "file":
            yield ("files", index, "to"), f"no question for files is called {file.to}"


def _of_line(procedure: Procedure, line: FieldMap, name: str) -> Iterator[tuple[str, str]]:
    match = target(procedure, name)
    if match is None:
        yield "to", f"no question, and no box of one, is called {name}"
        return
    field, part = match
    if not fillable(field):
        yield "to", f"{name} cannot be filled in from a package"
    if field.type.control == "file":
        yield "to", f"{name} takes files: write it under `files`"
    codes = codes_of(field, part)
    for code in line.codes.values() if codes else ():
        if code not in codes:
            yield "codes", f"{name} offers no {code}: only {', '.join(codes)}"


def codes_of(field: Field, part: str) -> Mapping[str, str]:
    if part:
        return {}
    if field.type.id == "yes_no":
        return {"yes": "はい", "no": "いいえ"}
    if field.type.id == "consent":
        return {"yes": "同意する", "no": "同意しない"}
    return {code: code for code in field.type.options(field.settings)}
