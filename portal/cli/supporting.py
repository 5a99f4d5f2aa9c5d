"""`support`, for zone outer."""

from typing import Annotated

import typer

from portal.cli.opened import opened_records
from portal.cli.problem import Problem, wrong_option
from portal.clock import TOKYO, from_micro
from portal.services.shared.log_support import DAYS, look_up, plain_code
from portal.services.shared.write_audit import Actor

app = typer.Typer()


@app.command()
def support(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The eight digits at the foot of a page.")],
) -> None:
    """Show which page had a support code, when, and its error. No personal data are stored with it."""
    number = plain_code(code)
    if not number:
        raise wrong_option("サポート番号は8けたです。", "a support code has eight digits", hint="CODE")
    with opened_records() as installation, installation.database.change() as unit:
        pages = look_up(installation, unit, Actor("system", "support"), number)
    if not pages:
        raise Problem.of(
            f"{number}：この{DAYS}日に、その番号のページはありません。",
            f"No page of the last {DAYS} days had the support code {number}.",
        )
    for row in pages:
        moment = from_micro(row.at).astimezone(TOKYO).isoformat(timespec="seconds")
        details = (row.procedure, row.page, row.error, row.places, row.language)
        print(f"{moment} {row.status} {row.method} {row.route}", *filter(None, details))
