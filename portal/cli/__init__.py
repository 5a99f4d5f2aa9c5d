"""The command line `kakanai`. Exit status 0 good, 1 found a problem (a sentence each on stderr), 2 wrong use."""

import os
import sys
from collections.abc import Iterable, Sequence

import typer
from sqlalchemy.exc import OperationalError

from forms.complaints import Refused
from integrations.interfaces import AdapterError
from portal.cli import (
    acknowledging,
    auditing,
    benching,
    book,
    courier,
    delivering,
    demo,
    exporting,
    guides,
    importing,
    keys,
    layouts,
    mailing,
    migrating,
    procedures,
    purging,
    receipts,
    reconciling,
    renewing,
    serving,
    signatures,
    staff,
    supporting,
)
from portal.cli.problem import Problem
from portal.errors import BadSetting

app = typer.Typer(
    name="kakanai", help="書かない: smart applications for municipalities.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip
for family in (demo, serving, migrating, exporting, acknowledging, delivering, book, reconciling, benching, supporting):
    app.add_typer(family.app)
importing.app.add_typer(renewing.app)
for noun, nouns in (
    ("procedures", procedures), ("layouts", layouts), ("audit", auditing), ("staff", staff), ("keys", keys),
    ("mail", mailing), ("purge", purging), ("import", importing), ("courier", courier), ("guides", guides),
    ("receipts", receipts), ("signatures", signatures),
):  # fmt: skip
    app.add_typer(nouns.app, name=noun)


def main(arguments: Sequence[str] | None = None) -> None:
    """Ends the process (SystemExit). What is neither a problem nor a wrong use is a bug and shows its trace.

    Whatever is written is for this account and its group: the SQLite file, and exports, which have answers in the clear."""
    before = os.umask(0o077)
    os.umask(before | 0o007)
    try:
        app(arguments, prog_name="kakanai")
    except (Problem, BadSetting) as problem:
        _end(problem.sentences)
    except Refused as refused:
        _end(map(str, refused.complaints))
    except AdapterError as error:
        _end([f"{error}."])
    except OperationalError as error:
        # The first line is the server's own sentence; the rest is the statement with its values.
        _end([f"The database does not answer: {str(error.orig).splitlines()[0]} (KAKANAI_DATABASE_URL)."])
    finally:
        os.umask(before)


def _end(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    sys.exit(1)
