"""`import draft-mapping|try-mapping|split`: tables that other products give out."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from integrations.imports.definition import MappingFile
from integrations.imports.fitting import target
from integrations.imports.folder_reader import gather
from integrations.imports.limits import MOST_CSV_LINES
from integrations.imports.loading import load_mapping
from integrations.imports.mapping import FileMapping
from integrations.imports.readers import read_packages
from integrations.imports.written_out import written_out
from integrations.sockets.import_socket import Package, Unreadable
from integrations.table_text import lines_of, text_of
from portal.cli.opened import opened
from portal.cli.problem import Problem, both, command_line
from portal.errors import Conflict, NotFound
from portal.services.imports.draft_mapping import targets_of
from portal.services.imports.import_words import reason_words
from portal.services.imports.mapping_text import draft_text, whole_text
from portal.services.imports.propose_mapping import note_proposal
from portal.services.imports.try_file import DONE, HELD, MEND, WHOLE, Tried, try_file
from portal.services.shared.installation import Installation

app = typer.Typer()

_SHOWN = 200
_PIECE = 5_000
_NAMED = 10  # headings of a complaint
_SORTS = {
    WHOLE: "全部読めた / whole", MEND: "直すところがある / with something to mend", DONE: "申請にしない / done there",
    HELD: "止まる / held",
}  # fmt: skip
Table = Annotated[
    Path, typer.Argument(exists=True, help="CSV with headings in its first line, or ZIP or folder of it and its files.")
]


@app.command("draft-mapping")
def draft_mapping(
    procedure: Annotated[str, typer.Option(help="Which procedure here takes its applications.")],
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, help="CSV, or ZIP or folder of it and its files; none: a line for every question."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The mapping, NAME.yaml; never written over.")] = None,
) -> None:
    """Write a mapping from the headings of a table: the same label, a near one, and what stays open."""
    name = out.name.removesuffix(".yaml") if out else f"{procedure}.drafted"
    with opened() as installation:
        try:
            current = installation.catalogue.current(procedure)
        except NotFound:
            raise Problem.of(f"{procedure} という手続はありません。", f"There is no procedure {procedure}.") from None
        if file is None:
            empty = MappingFile.model_validate(
                {"mapping": name, "version": 1, "title": current.title, "basis": "assumption", "form": name,
                 "procedure": procedure, "rest": "labels"}
            )  # fmt: skip
            text = whole_text(written_out(empty, current).model_dump(by_alias=True, exclude_defaults=True, mode="json"))
        else:
            text = draft_text(name, current, targets_of(installation, current), _packages(file))
    if out is None:
        print(text, end="")
        return
    try:
        with out.open("x", encoding="utf-8") as opened_file:
            opened_file.write(text)
    except FileExistsError:
        raise Problem.of(f"{out} はもうあります。別の名前にしてください。", f"{out} is there already.") from None
    print(
        both(
            f"{out}：{text.count('  - {')}行、そのうち {text.count('#  - {')}行は、これから決めます。",
            f"{out}: {text.count('  - {')} lines, {text.count('#  - {')} of them open.",
        )
    )


@app.command("try-mapping")
def try_mapping(
    mapping: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="NAME.yaml")],
    file: Table,
    propose: Annotated[
        bool, typer.Option("--propose", help="Put it forward: an administrator approves it on /desk/imports/mappings.")
    ] = False,
) -> None:
    """Read a table under a mapping and say what could not be read, by row and column. No application is made."""
    packages = _packages(file)
    with opened() as installation:
        read = load_mapping(mapping, {item.id: item for item in installation.catalogue.all()}.get)
        if not read.fits(packages[0].header.form, packages[0].header.version):
            raise Problem.of(
                f"{mapping} は別の様式のものです。見出しがちがいます。",
                f"{mapping} is for {read.form}, and {file} has {packages[0].header.form}: other headings{_other(read, packages[0])}.",
            )
        procedure = installation.catalogue.current(read.procedure)
        tried = list(try_file(installation, read, procedure, packages, _headings(read)))
        _print(file, tried, list(packages[0].fields))
        sorts = Counter(line.sort for line in tried)
        if propose and sorts[HELD] + sorts[DONE] == len(tried):
            raise Problem.of(
                "申請になる行が1つもありません。対応表は出しませんでした。",
                "Not one line would become an application: the mapping is not put forward.",
            )
        if propose:
            _propose(installation, read, sorts, tried)


@app.command()
def split(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help=f"CSV of more than {MOST_CSV_LINES} lines.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the pieces; made if absent.")],
) -> None:
    """Cut a long table into pieces with the same headings, for `import packages`."""
    text = text_of(file.read_bytes())
    if text is None:
        raise Problem(f"{file}: {reason_words('csv_encoding')}")
    out.mkdir(parents=True, exist_ok=True)
    number = 0
    try:
        lines = lines_of(text)
        headings = next(lines, [])
        while piece := list(islice(lines, _PIECE)):
            number += 1
            block = io.StringIO(newline="")
            csv.writer(block).writerows([headings, *piece])
            (out / f"{file.stem}-{number:03}.csv").write_text(block.getvalue(), encoding="utf-8", newline="")
    except csv.Error as error:
        raise Problem(f"{file}: {reason_words('csv_broken')} ({error})") from None
    print(both(f"{number}個に分けました。", f"{number} pieces."))


def _packages(file: Path) -> Sequence[Package]:
    try:
        return read_packages(gather(file) if file.is_dir() else file.read_bytes())
    except Unreadable as fault:
        raise Problem(f"{file}: {reason_words(fault.code, fault.place)}") from None


def _headings(mapping: FileMapping) -> Mapping[str, str]:
    lines = ((line, target(mapping.of, name)) for _, line, name in mapping.definition.placed)
    return {match[0].name: line.from_[0] for line, match in lines if match and line.from_}


def _other(mapping: FileMapping, package: Package) -> str:
    written = mapping.definition
    named = {name for _, line, _ in written.placed for name in line.from_} | set(written.header.model_dump().values())
    named |= {line.from_ for line in written.files} | {line.from_ for line in written.ignored}
    lacking = [name for name in named - {""} if name not in package.fields]
    more = [name for name in package.fields if name not in named]
    differences = (("not in the table", sorted(lacking)), ("not in the mapping", more))
    return "".join(f"; {about}: {'、'.join(names[:_NAMED])}" for about, names in differences if names)


def _print(file: Path, tried: Sequence[Tried], columns: Sequence[str]) -> None:
    places = {name: f"{_letters(number)}列 {name}" for number, name in enumerate(columns)}
    lines = [
        f"{file.name}: {line.row}行目 {places.get(problem.heading, '')}".rstrip() + f": {problem.words}"
        for line in tried
        for problem in line.problems
        if problem.heading or line.sort == HELD
    ]
    unasked = Counter(
        problem.words for line in tried if line.sort == MEND for problem in line.problems if not problem.heading
    )
    lines += [f"{file.name}: 見出しのない質問: {words}（{number}行）" for words, number in unasked.most_common()]
    print("\n".join(lines[:_SHOWN]))
    if len(lines) > _SHOWN:
        print(both(f"… ほかに {len(lines) - _SHOWN}行あります。", f"… and {len(lines) - _SHOWN} more."))
    sorts = Counter(line.sort for line in tried)
    print("\t".join(f"{words} {sorts[sort]}" for sort, words in _SORTS.items()))


def _letters(number: int) -> str:
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _propose(installation: Installation, read: FileMapping, sorts: Mapping[str, int], tried: Sequence[Tried]) -> None:
    document = read.definition.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    troubles = Counter(problem.words for line in tried for problem in line.problems).most_common(20)
    trial = {
        "packages": len(tried),
        "whole": sorts[WHOLE],
        "held": sorts[HELD],
        "done": sorts[DONE],
        "troubles": troubles,
    }
    procedure = installation.catalogue.current(read.procedure)
    with installation.database.change() as unit:
        try:
            number = note_proposal(installation, unit, command_line(), procedure.duty, document, trial)
        except Conflict:
            raise Problem.of(
                "この様式の、ほかの課の対応表が承認を待っています。先にそれを片づけてください。",
                "Another section's mapping of this form waits for its approval: have it settled first.",
            ) from None
    print(
        both(
            f"{number}番として出しました。管理者が /desk/imports/mappings/{number} で認めます。",
            f"Put forward as {number}: an administrator approves it on /desk/imports/mappings/{number}.",
        )
    )
