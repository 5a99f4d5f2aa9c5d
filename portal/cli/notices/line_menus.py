from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portal.cli.opened import opened_records
from portal.cli.problem import Problem, both

if TYPE_CHECKING:
    from integrations.sockets.notices import Menus
    from portal.config import Settings

app = typer.Typer(help="The city's account in LINE.", no_args_is_help=True)


@app.callback()
def line() -> None:
    """The city's account in LINE."""


@app.command()
def menu(
    *,
    picture: Annotated[Path | None, typer.Option(help="a PNG of 2500 × 1686 instead of the one drawn here")] = None,
    draw: Annotated[Path | None, typer.Option(help="write the picture to this file, and send nothing")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="take our menu away")] = False,
) -> None:
    """Show everybody our menu with its picture; an earlier one of ours goes."""
    from portal.services.notices.line_menu import NAME, draw_menu, line_menu  # noqa: PLC0415 - typefaces take long to load

    with opened_records() as installation:
        wanted = line_menu(installation.settings)
        if draw is not None:
            draw.write_bytes(draw_menu(installation, wanted))
            print(both(f"書きました：{draw}", f"Written: {draw}."))
            return
        with closing(_menus(installation.settings)) as menus:
            if remove:
                removed = menus.take_away(NAME)
                print(both(f"消しました：{removed}", f"Removed: {removed}."))
                return
            content = draw_menu(installation, wanted) if picture is None else picture.read_bytes()
            shown = menus.show(wanted, content)
            print(both(f"みんなに、メニュー {shown} が出ています。", f"Everybody sees the menu {shown} now."))


def _menus(settings: "Settings") -> "Menus":
    from portal.wiring.neighbours import wire_line_menus  # noqa: PLC0415 - only who asks LINE needs all plugs

    menus = wire_line_menus(settings)
    if menus is None:
        raise Problem.of(
            "LINE を使っていません。KAKANAI_LINE_TOKEN_FILE、KAKANAI_LINE_SECRET_FILE、KAKANAI_LINE_ACCOUNT を決めてください。",
            "LINE is off: set KAKANAI_LINE_TOKEN_FILE, KAKANAI_LINE_SECRET_FILE and KAKANAI_LINE_ACCOUNT.",
        )
    return menus
