"""The command line `kakanai`. Exit status: 0, 1 a problem, 2 wrong usage."""

import os
import sys
from collections.abc import Iterable, Sequence

import typer

from forms.complaint_lines import terminal_lines
from forms.complaints import Refused
from integrations.sockets.interfaces import AdapterError
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
from portal.cli.backups import backing_up
from portal.cli.problem import Problem, outage_sentence
from portal.errors import BadSetting

app = typer.Typer(
    name="kakanai", help="書かない: smart applications for municipalities.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip
for family in (
    demo, serving, migrating, exporting, acknowledging, delivering, book, reconciling, benching, supporting, backing_up
):  # fmt: skip
    app.add_typer(family.app)
importing.app.add_typer(renewing.app)
for noun, nouns in (
    ("procedures", procedures), ("layouts", layouts), ("audit", auditing), ("staff", staff), ("keys", keys),
    ("mail", mailing), ("purge", purging), ("import", importing), ("courier", courier), ("guides", guides),
    ("receipts", receipts), ("signatures", signatures),
):  # fmt: skip
    app.add_typer(nouns.app, name=noun)


def main(arguments: Sequence[str] | None = None) -> None:
    """Raises SystemExit. Files are private to account and group: they hold answers."""
    before = os.umask(0o077)
    os.umask(before | 0o007)
    try:
        app(arguments, prog_name="kakanai")
    except (Problem, BadSetting) as problem:
        _end(problem.sentences)
    except Refused as refused:
        _end(terminal_lines(refused.complaints))
    except AdapterError as error:
        _end([f"{error}."])
    except Exception as error:
        if not (sentence := outage_sentence(error)):
            raise
        _end([sentence])
    finally:
        os.umask(before)


def _end(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    sys.exit(1)
