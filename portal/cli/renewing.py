"""`import register|links`: a new version of the city's extract of the register, or of 番号紐付情報, checked whole and put in the place of
the one before. Who would lose the mark of 支援措置, and how many would be gone, is asked back."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer

from forms.complaints import Refused
from integrations.register.link_file import LINKS
from integrations.register.register_csv import Sort
from integrations.register.renewal import Renewal, Rows, alone, difference, put_in_place, rows_of, whole
from integrations.register.residents import RESIDENTS
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, command_line
from portal.config import load_settings
from portal.services.write_audit import write_audit

app = typer.Typer()

# Of how many lines one may be gone from a whole file without a question: a file that broke off loses more.
_MOST_GONE = 20

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, UTF-8; docs/register.md says its form.")]
Difference = Annotated[
    bool, typer.Option("--difference", help="FILE has only what changed, with a column 異動 before.")
]
Gone = Annotated[int, typer.Option(metavar="N", help="So many lines are to be gone, though it is more than usual.")]
Lifted = Annotated[int, typer.Option(metavar="N", help="So many people are to lose the mark of 支援措置.")]
Anew = Annotated[bool, typer.Option("--anew", help="Do not compare with the file that is there: it is broken.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]


@app.command()
def register(
    file: File, difference: Difference = False, gone: Gone = 0, lifted: Lifted = 0, anew: Anew = False,
    dry_run: DryRun = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Renew the extract of the resident register (KAKANAI_REGISTER_FILE), whole or by a difference."""
    at = load_settings().register_file
    if not at:
        raise Problem(
            "KAKANAI_REGISTER_FILE is not set: there is no extract to renew (KAKANAI_RESIDENT_REGISTER=file)."
        )
    _renew("register", RESIDENTS, file, Path(at), _Wish(difference, gone, lifted, anew, dry_run, as_json))


@app.command()
def links(
    file: File, difference: Difference = False, gone: Gone = 0, anew: Anew = False, dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Renew 番号紐付情報 (KAKANAI_LINK_FILE), whole or by a difference."""
    at = load_settings().link_file
    if not at:
        raise Problem("KAKANAI_LINK_FILE is not set: there is no list to renew.")
    _renew("links", LINKS, file, Path(at), _Wish(difference, gone, 0, anew, dry_run, as_json))


class _Wish:
    def __init__(
        self, difference: bool, gone: int, lifted: int, anew: bool, dry_run: bool, as_json: bool
    ) -> None:  # fmt: skip
        if difference and anew:
            raise typer.BadParameter(
                "a difference needs the file that it differs from; give the whole file with --anew"
            )
        self.difference, self.gone, self.lifted, self.anew = difference, gone, lifted, anew
        self.dry_run, self.as_json = dry_run, as_json


def _renew(what: str, sort: Sort, file: Path, at: Path, wish: _Wish) -> None:
    at = at.resolve()  # a link keeps leading to it
    if file.resolve() == at:
        raise Problem(f"{file}: it is the file that is to be renewed; write the new one beside it.")
    try:
        with alone(at):
            before = _before(sort, at, wish)
            found = (difference if wish.difference else whole)(file, sort, before)
            _ask_back(file, before, found, wish)
            if not wish.dry_run:
                _record(what, file, found, wish)
                put_in_place(at, sort, found.rows)
    except BlockingIOError:
        raise Problem(f"{at}: somebody else is renewing it.") from None
    except OSError as error:
        raise Problem(f"{at}: {error.strerror}. It is as it was.") from None
    if wish.as_json:
        print(json.dumps(found.told, indent=2))
    else:
        print("\t".join(f"{name} {value}" for name, value in found.told.items()))


def _before(sort: Sort, at: Path, wish: _Wish) -> Rows:
    """{} where there is none yet."""
    if wish.anew or not at.exists():
        if wish.difference:
            raise Problem(f"{at}: there is none yet; bring the whole file first.")
        return {}
    try:
        return rows_of(at, sort)
    except Refused:
        raise Problem(
            f"{at}: it is broken, so that nothing can be compared; bring the whole file with --anew."
        ) from None


def _ask_back(file: Path, before: Rows, found: Renewal, wish: _Wish) -> None:
    """Problem, with what to say if it is meant."""
    asked = []
    if not wish.difference and found.gone * _MOST_GONE > len(before) and found.gone != wish.gone:
        asked.append(
            f"{file}: {found.gone} of {len(before)} lines would be gone. Is it whole? If so, say --gone {found.gone}."
        )
    if found.lifted and found.lifted != wish.lifted:
        asked.append(
            f"{file}: {found.lifted} people would lose the mark of 支援措置, and what is known of them would be shown. "
            f"If that is meant, say --lifted {found.lifted}."
        )
    if asked:
        raise Problem(*asked)


def _record(what: str, file: Path, found: Renewal, wish: _Wish) -> None:
    """Before it takes its place: what was recorded and not done is done by the same command, what was done unrecorded by none."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()[:16]
    counts = " ".join(f"{name}={value}" for name, value in found.told.items())
    manner = "difference" if wish.difference else "anew" if wish.anew else "whole"
    with opened() as installation, installation.database.write() as unit:
        write_audit(installation, unit, command_line(), f"renew {what}", detail=f"{manner} {counts} sha256:{digest}")
        unit.commit()
