"""`mail`: input from the city's mail server."""

import sys

import typer

from integrations.mail.returned import returned
from portal.cli.opened import opened_records
from portal.cli.problem import both
from portal.services.notices.note_bounce import note_bounce

app = typer.Typer(help="Mail that came back.", no_args_is_help=True)

_MOST_BYTES = 2 * 1024 * 1024


@app.callback()
def mail() -> None:
    """Mail that came back."""


@app.command()
def bounce() -> None:
    """Read a message from standard input; if it reports our mail as undeliverable, mark the address as bad. The status
    is always 0: on failure a mail server would send another mail."""
    mail_id = returned(sys.stdin.buffer.read(_MOST_BYTES))
    if not mail_id:
        print(
            both(
                "書くことはありません。届かなかったという知らせではありません。",
                "Nothing to note: this says of no mail that it could not be delivered.",
            )
        )
        return
    with opened_records() as installation, installation.database.change() as unit:
        noted = note_bounce(installation, unit, mail_id, "MAIL_RETURNED")
    print(
        both("書きました。このアドレスには届かないものとします。", "Noted: the address counts as bad.")
        if noted
        else both(
            "書くことはありません。こちらのメールでないか、もう分かっています。",
            "Nothing to note: no such mail of ours, or known already.",
        )
    )
