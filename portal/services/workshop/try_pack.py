"""What a pack of another city would be here."""

# Stores nothing.

from collections.abc import Mapping
from dataclasses import dataclass

from forms.city.city_words import in_words_of
from forms.complaints import Refused
from forms.definition.procedure import Procedure, Setting
from portal.services.procedures.describe_difference import DifferenceWords, describe_difference
from portal.services.procedures.sheet_line import SheetLine
from portal.services.procedures.write_sheet import sheet_sections
from portal.services.shared.needs import Basics
from portal.services.workshop.begin_draft import with_lines, written_out
from portal.services.workshop.check_texts import Checked, check_texts, shared_library
from portal.services.workshop.read_pack import Pack, library_of, meant_by
from portal.store.procedures import definitions


@dataclass(frozen=True)
class Trial:
    # `texts`: of the draft, as far as name and duty stay. `spelled_out`: our blocks ask something else, so that the draft
    # has none. `duty`: of our version, else the pack's, else any of ours, and then `foreign_duty` is the pack's. `assumed`: by section of the
    # 確認票. `unset`: settings of which city.yaml says nothing.

    procedure: str
    texts: Mapping[str, str]
    spelled_out: bool
    checked: Checked
    before: Procedure | None
    difference: DifferenceWords | None
    duty: str
    foreign_duty: str
    assumed: tuple[tuple[str, tuple[SheetLine, ...]], ...]
    unset: tuple[Setting, ...]


def try_pack(installation: Basics, pack: Pack, procedure: str) -> Trial:
    """Takes seconds for a large one: never within a transaction. Raises KeyError."""
    texts, spelled_out = _texts(installation, pack, procedure)
    with installation.database.read() as unit:
        rows = definitions.of_procedure(unit, procedure)
        before = installation.catalogue.as_written(unit, rows[0].meaning) if rows else None
    city, today = installation.city, installation.clock.today()
    named = before.duty if before is not None else _word(texts[""], "duty")
    ours = [duty for duty, offices in city.duties.items() if any(office.holds(today) for office in offices)]
    duty = named if named in ours else ours[0]
    texts = with_lines(texts, version=str(max((row.version for row in rows), default=0) + 1), duty=duty)
    checked = check_texts(installation, procedure, duty, texts)
    after = checked.procedure
    sections = sheet_sections(after, city, today) if after is not None else ()
    settings = after.settings if after is not None else {}
    same = after is not None and before is not None and after.id == before.id
    return Trial(
        procedure,
        texts,
        spelled_out,
        checked,
        before,
        describe_difference(before, in_words_of(city, after, today)) if same and before and after else None,
        duty,
        "" if duty == named else named,
        tuple(
            (section.title, kept)
            for section in sections
            if (kept := tuple(line for line in section.lines if line.assumed))
        ),
        tuple(setting for name, setting in settings.items() if name not in city.settings.get(procedure, {})),
    )


def _texts(installation: Basics, pack: Pack, procedure: str) -> tuple[dict[str, str], bool]:
    # As written if our blocks ask the same.
    texts = pack.texts(procedure)
    try:
        meant = meant_by(texts, procedure, library_of(pack.parts))
    except Refused:
        return texts, False  # its complaints are the trial's
    try:
        same = meant_by(texts, procedure, shared_library(installation.settings.procedures)).meaning == meant.meaning
    except Refused:
        same = False
    return (texts, False) if same else (written_out(meant.canonical), True)


def _word(text: str, key: str) -> str:
    line = next((line for line in text.splitlines() if line.startswith(f"{key}:")), "")
    return line.partition(":")[2].partition("#")[0].strip()
