from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.services.procedures.sheet_line import SheetLine, SheetSection

_Key = tuple[str, ...]


def changed_sections(before: Sequence[SheetSection], after: Sequence[SheetSection]) -> tuple[SheetSection, ...]:
    old = {key for section in before for key, _ in keyed(section)}
    new = {key for section in after for key, _ in keyed(section)}
    changed = [replace(section, lines=tuple(_changed(section, old))) for section in after]
    # Removed lines need no sign-off, and their row numbers belong to another file.
    removed = tuple(
        replace(line, code=line.code or key[1], certainty="", row=0, part=False)
        for section in before
        for key, line in keyed(section)
        if key not in new
    )
    last = SheetSection("gone", "前の版にあって、なくなったこと", removed)
    return tuple(section for section in (*changed, last) if section.lines)


def keyed(section: SheetSection) -> Iterator[tuple[_Key, SheetLine]]:
    question = ""
    for line in section.lines:
        question = question if line.part else line.code
        kind = "問" if line.what.startswith("問") else line.what
        yield (section.id, question, kind, line.says, line.code, line.formula, line.source, line.certainty), line


def _changed(section: SheetSection, old: set[_Key]) -> Iterator[SheetLine]:
    above: SheetLine | None = None
    for key, line in keyed(section):
        if not line.part:
            above = line
        if key not in old:
            if line.part and above is not None:
                yield above
            yield line
            above = None
