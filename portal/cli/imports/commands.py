import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from pathlib import Path
from secrets import randbelow
from typing import Annotated

import typer

from forms.answers import Answers
from forms.city.city import load_city
from forms.complaints import Complaint, Refused
from forms.scenarios.sampling import NoSample, valid_sample
from integrations.certificates.mock.detached import signing_of
from integrations.city_environment import environment_of
from integrations.imports.folder_reader import is_table_with_files
from integrations.imports.loading import Procedures, load_mapping
from integrations.imports.mapping import FileMapping
from integrations.imports.samples import Sample, samples, signed_sample, without_files
from integrations.sockets.import_socket import Unreadable
from portal.cli.definitions import definition_files, demand_files, each_shipped, folders, print_complaints
from portal.cli.imports import moving_in, renewing
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, both, command_line, complain, note_act
from portal.services.imports.answer_states import answer_states
from portal.services.imports.bring_packages import bring_all
from portal.services.imports.import_words import STATES as STATE_WORDS
from portal.services.imports.import_words import reason_words
from portal.services.imports.settle_package import retry_all
from portal.store.imports.import_packages import STATES

app = typer.Typer(
    help="Applications that were filed elsewhere (マイナポータル), and the city's own register.", no_args_is_help=True
)
app.add_typer(renewing.app)
app.add_typer(moving_in.app)

_KNOWN = "files there already"
_COUNTED = {**STATE_WORDS, _KNOWN: "前に来たファイル"}
_MADE = {"good": "そのまま入る", "odd": "変わったところがある", "broken": "こわれている", "signed": "会社の署名がある"}
_TRIES = 20
_DIFFERENT = 25  # sets of answers per form; a sample's identity is its number


@app.command()
def packages(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder with packages: files, or folders one each; or a CSV and the files that it names.", exists=True
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Import all packages. Known files are skipped and counted; an interrupted run can be repeated."""
    done: Counter[str] = Counter()
    unread = known = 0
    with opened() as installation:
        paths = sorted(folder.iterdir()) if folder.is_dir() and not is_table_with_files(folder) else [folder]
        for path, result in bring_all(installation, paths, "command", command_line()):
            if isinstance(result, Unreadable):
                complain(f"{path.name}: {reason_words(result.code, result.place)}")
                unread += 1
            elif isinstance(result, OSError):
                complain(both(f"{path.name}：読めません。", f"{path.name}: {type(result).__name__}."))
                unread += 1
            else:
                done.update(result)
                known += not result
    _print_counts(done, as_json, {_KNOWN: known})
    if unread:
        raise typer.Exit(1)


@app.command()
def retry(as_json: AsJson = False) -> None:
    """Retry everything in quarantine."""
    with opened() as installation:
        done = retry_all(installation, command_line())
    _print_counts(done, as_json)


def _print_counts(done: Mapping[str, int], as_json: bool, more: Mapping[str, int] = {}) -> None:
    counts = {**{state: done.get(state, 0) for state in STATES}, **more}
    if as_json:
        print(json.dumps(counts, indent=2))
        return
    print("\t".join(f"{_COUNTED[state]} / {state} {number}" for state, number in counts.items()))


@app.command()
def states(
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day of the state.")],
) -> None:
    """Print the state of what was filed elsewhere as CSV, by its number there: the answer to that place."""
    with opened() as installation:
        note_act(installation, "see packages", f"states {since.date()}")
        with installation.database.read() as unit:
            for piece in answer_states(unit, list(installation.city.duties), since.date()):
                sys.stdout.buffer.write(piece)
            sys.stdout.flush()


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; none: KAKANAI_MAPPINGS.")] = None,
) -> None:
    """Check mappings against their procedures, with line numbers."""
    demand_files(paths or [], folders().mappings)
    mappings, complaints = _mappings(paths or [], each_shipped())
    if not print_complaints(complaints):
        raise typer.Exit(1)
    print(both(f"{len(mappings)}個の対応表に、まちがいはありません。", f"Mappings: {len(mappings)}, all sound."))


def _mappings(paths: list[Path], procedure_of: Procedures) -> tuple[list[FileMapping], list[Complaint]]:
    mappings, complaints = list[FileMapping](), list[Complaint]()
    for file in definition_files(paths, folders().mappings):
        try:
            mappings.append(load_mapping(file, procedure_of))
        except Refused as refused:
            complaints += refused.complaints
    return mappings, complaints


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder for the packages; made if absent.")],
    count: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 10,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=9999,
            help="The same number gives the same bytes. Without it 0; one that is signed is new each time.",
        ),
    ] = None,
    on: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day before which they arrived.")
    ] = datetime(2026, 11, 2),  # noqa: DTZ001  # a day without zone
    company: Annotated[
        Path | None,
        typer.Option(help="company.p12 of the practice 登記官: signs one more package.", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """Make packages in our own synthetic layout: of ten, seven good, two odd, one broken. The real layout is not
    public."""
    procedure_of = each_shipped()
    mappings, complaints = _mappings([], procedure_of)
    if complaints:
        raise Refused(complaints)
    out.mkdir(parents=True, exist_ok=True)
    sorts: Counter[str] = Counter()
    until = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=9)
    answering = _Answering(on.date(), procedure_of)
    try:
        made = samples(mappings, count, seed or 0, until, answering)
        for package in chain(made, [_signed(mappings[0], company, seed, answering)] if company else []):
            (out / package.name).write_bytes(package.content)
            sorts[package.sort] += 1
    except NoSample as error:
        raise Problem.of("見本の答えを作れません。", f"{error}.") from None
    print("\t".join(f"{words} / {sort} {sorts[sort]}" for sort, words in _MADE.items() if sort != "signed" or company))


def _signed(mapping: FileMapping, company: Path, seed: int | None, answering: "_Answering") -> Sample:
    try:
        signing = signing_of(company.read_bytes())
    except ValueError:
        raise Problem.of(
            f"{company}：練習用の会社の証明書か、その鍵がありません。",
            f"{company}: no practice certificate with its key.",
        ) from None
    # By seed and certificate; without a seed another each time, or a second one would be taken for the first.
    number = randbelow(10**11) if seed is None else seed * 10**7 + signing.serial % 10**7
    return signed_sample(mapping, number, signing.at, answering, signing.sign)


class _Answering:
    def __init__(self, day: date, procedure_of: Procedures) -> None:
        self.day, self.procedure_of = day, procedure_of
        self.city = load_city(folders().city)
        self.made = lru_cache(maxsize=None)(self._made)

    def __call__(self, mapping: FileMapping, number: int) -> Answers:
        return self.made(mapping.procedure, number % _DIFFERENT)

    def _made(self, name: str, number: int) -> Answers:
        procedure = self.procedure_of(name)
        if procedure is None:  # checked with the mapping
            raise KeyError(name)
        environment = environment_of(procedure, self.city, self.day)
        for more in range(_TRIES):
            try:
                return without_files(valid_sample(procedure, environment, number + more * _DIFFERENT).answers)
            except NoSample:
                continue
        raise NoSample(name)
