"""What of a mapping does not fit the procedure that it is for: unknown questions and boxes, codes that nobody offers."""

from collections.abc import Iterator, Mapping

from forms.procedure import Field, Procedure, full_name
from forms.reading import Fault
from integrations.imports.definition import FieldMap, MappingFile

# Nobody fills these in for another: a signature is made, a time is held, a note and a computed answer are nobody's.
PAPER = "paper-"
_NEVER = frozenset({"signature", "slot", "my_number"})


def target(procedure: Procedure, to: str) -> tuple[Field, str] | None:
    """The question (in its row, where numbers stand in the name) and the box of it: "" = the answer as a whole."""
    for name, part in ((to, ""), (to.rpartition(".")[0], to.rpartition(".")[2])):
        if full_name(name) in procedure.by_name:
            found = procedure.field(name)
            if not part or part in boxes_of(found):
                return found, part
    return None


def fillable(field: Field) -> bool:
    """Whether anybody may fill it in for another."""
    return field.type.asks and field.type.id not in _NEVER and field.protection != "number"


def boxes_of(field: Field) -> tuple[str, ...]:
    """All that it can be posted in; a box that is shown only sometimes has no label."""
    named = tuple(part.name for part in field.type.parts(field.settings) if part.name)
    more = {"date": ("unknown",), "person_name": ("full",), "kana": ("full",)}.get(field.type.id, ())
    return (*named, *(name for name in more if name not in named))


def misfits(mapping: MappingFile, procedure: Procedure | None) -> Iterator[Fault]:
    if procedure is None or procedure.id != mapping.procedure or procedure.version < mapping.from_version:
        yield ("procedure",), f"there is no procedure {mapping.procedure} of version {mapping.from_version} or later"
        return
    later = {paper.id for paper in procedure.attach if paper.later}
    repeats = {repeat.id for repeat in procedure.repeats}
    for at, row in enumerate(mapping.rows):
        if row.to not in repeats:
            yield ("rows", at, "to"), f"no rows are called {row.to}"
    for where, one, name in mapping.placed:
        yield from ((((*where, key)), text) for key, text in _of_line(procedure, one, name))
    for at, file in enumerate(mapping.files):
        if file.to.removeprefix(PAPER) in later and file.to.startswith(PAPER):
            continue
        found = target(procedure, file.to)
        if found is None or found[0].type.control != "file":
            yield ("files", at, "to"), f"no question for files is called {file.to}"


def _of_line(procedure: Procedure, one: FieldMap, name: str) -> Iterator[tuple[str, str]]:
    found = target(procedure, name)
    if found is None:
        yield "to", f"no question, and no box of one, is called {name}"
        return
    field, part = found
    if not fillable(field):
        yield "to", f"{name} is not filled in from a package"
    if field.type.control == "file":
        yield "to", f"{name} takes files: write it under `files`"
    codes = codes_of(field, part)
    for said in one.codes.values() if codes else ():
        if said not in codes:
            yield "codes", f"{name} offers no {said}: only {', '.join(codes)}"


def codes_of(field: Field, part: str) -> Mapping[str, str]:
    """What the box takes, code → label; {} where it takes any text."""
    if part:
        return {}
    if field.type.id == "yes_no":
        return {"yes": "はい", "no": "いいえ"}
    if field.type.id == "consent":
        return {"yes": "同意する", "no": "同意しない"}
    return {code: code for code in field.type.options(field.settings)}
