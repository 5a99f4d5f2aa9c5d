"""`city`: set up in the browser, and what administrators wrote there, as files."""

import os
from contextlib import suppress
from pathlib import Path
from shutil import copyfile
from typing import Annotated

import typer

from portal.cli.opened import opened_records
from portal.cli.problem import Problem, both
from portal.errors import Conflict
from portal.services.administration.begin_city import HOURS, print_codes

app = typer.Typer(help="The city's files.", no_args_is_help=True)


@app.command()
def code() -> None:
    """Print a code for each of the two administrators who set an installation without anything up in the browser; once, for 24 hours."""
    try:
        with opened_records() as records, records.database.read() as unit:
            printed = print_codes(records, unit)
            address = records.settings.base_url
    except Conflict:
        raise Problem.of(
            "管理者はもういます。/staff/sign-in からサインインしてください。",
            "There are administrators already: they sign in at /staff/sign-in.",
        ) from None
    print("\n".join([*printed, f"{address}/admin/setup"]))
    # The codes come first: scripts read the lines by number.
    print(
        both(
            f"上の番号は、管理者1人に1つです。{HOURS}時間のうちに、この住所を開いて、1回だけ使えます。もう一度打つと、前の番号は使えません。",
            f"One code for each administrator, who registers at this address within {HOURS} hours, once. Former codes are void.",
        )
    )


@app.command()
def write(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where to; the changed files are replaced there.")],
) -> None:
    """Write a whole folder of the city, with what administrators changed in the browser. For the other zone, and to go back to
    files: use it as the city's folder, then hand the parts back to the file at /admin. Layouts (`layouts/`) belong into KAKANAI_LAYOUTS."""
    with opened_records() as records:
        laid, of_city = records.city.laid, records.city.folder
    _demand_writable(folder)
    others = [name for name in _files_of(of_city, folder) if name not in laid]
    kept = [name for name in others if (folder / name).exists()]
    copied = [name for name in others if name not in kept]
    for name, text in laid.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    # Without the others a service refuses the folder: four files are required, and pictures are named by the texts.
    for name in copied:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copyfile(of_city / name, folder / name)
    print(
        both(
            f"{folder}：{'、'.join(laid) or '画面で変えたものはありません'}",
            f"{folder}: {', '.join(laid) or 'nothing was changed in the browser'}.",
        )
    )
    if copied:
        print(
            both(
                f"市のフォルダーから写したもの：{'、'.join(copied)}",
                f"Copied from the city's folder: {', '.join(copied)}.",
            )
        )
    if kept:
        print(
            both(
                f"前からあり、変えなかったもの：{'、'.join(kept)}",
                f"There before, and left as it is: {', '.join(kept)}.",
            )
        )


def _demand_writable(folder: Path) -> None:
    # Raises Problem.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
            return
    raise Problem.of(
        f"{folder} に書けません。このサービスの利用者が書けるフォルダー（/var/lib/kakanai の中など）を書いてください。",
        f"{folder}: the user of the service cannot write there; name a folder within /var/lib/kakanai, for example.",
    )


def _files_of(of_city: Path, but: Path) -> list[str]:
    # Without what an editor, git or the reader of YAML keep there, and without the new folder, if it is inside.
    root = of_city.resolve()
    names = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    own = [name for name in names if not (root / name).is_relative_to(but.resolve())]
    return sorted(str(name) for name in own if not any(part.startswith((".", "__")) for part in name.parts))
