from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from integrations.courier.keys import MOST_LAPTOPS
from portal.cli.courier_keys import keys
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, both, command_line, complain, listing, unread
from portal.clock import TOKYO, from_micro
from portal.errors import Conflict, NotAllowed
from portal.services.courier.bring_back import not_back
from portal.services.courier.carry_folder import Folders, folders_of, for_laptop, take_file
from portal.services.courier.folder import packages_in
from portal.services.courier.ledger import MOST, Ledger, ledger, note_lost
from portal.services.courier.pack import Packed, pack_courier
from portal.services.courier.take_along import MOST_DAYS, take_along
from portal.services.courier.words import act_words, apart_words, left_words, printable
from portal.services.shared.installation import Installation

app = typer.Typer(help="Packages between the outer and the inner zone.", no_args_is_help=True)
app.add_typer(keys, name="keys")
_WAYS = {"in": "受", "out": "送"}
_ENDS = {
    "missing": "届いていない番号", "on the way": "途中の番号", "not acknowledged": "受け取りの知らせを待つ申請",
    "thrown away inside, and not known to be gone outside": "庁内で廃棄し、外で消えたと分からないもの",
    "from laptop": "出張の端末から", "apart": "向こうとちがうもの",
}  # fmt: skip
_OTHER_ZONES = {"outer": "庁内側", "inner": "インターネット側"}
_PACKED = ("number", "applications", "bytes", "file")
_Quiet = Annotated[bool, typer.Option("--quiet", help="No line if there was nothing to do, for a timer.")]
_Out = Annotated[Path | None, typer.Option(help="Folder for the packages; none: KAKANAI_COURIER_OUT.")]


@app.command()
def pack(
    out: _Out = None,
    again: Annotated[bool, typer.Option("--again", help="Also what is on its way and not acknowledged.")] = False,
    quiet: _Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Pack what the other zone lacks."""
    with opened() as installation:
        _demand_paired(installation)
        folder = out or _folders(installation).out
        rows = [_packed(folder, row) for row in _packing(installation, folder, again=again)]
        if not rows and not quiet:
            complain(both("詰めるものはありません。", "There is nothing to pack."))
    listing(rows, as_json, _PACKED)


def _packing(installation: Installation, folder: Path, *, again: bool) -> Iterator[Packed]:
    try:
        yield from pack_courier(installation, folder, command_line(), again=again)
    except Conflict:
        raise Problem.of(
            "ほかのプロセスが詰めています。少し待って、もう一度打ってください。",
            "Another process is packing; run it again.",
        ) from None
    except OSError as error:
        raise Problem.of(
            f"{folder} に書けません。場所と権限を確かめてください。",
            f"{folder}: cannot write there ({error.strerror}).",
        ) from None


def _packed(folder: Path, row: Packed) -> dict[str, object]:
    return {"number": row.number, "file": str(folder / row.name), "applications": row.items, "bytes": row.size}


@app.command()
def take(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; none: KAKANAI_COURIER_IN.", exists=True)
    ] = None,
    quiet: _Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Take packages in. Known ones are skipped; complete ones move to done/, refused ones to refused/."""
    rows, sound = [], True
    with opened() as installation:
        if not installation.laptops:
            _demand_paired(installation)
        places = paths or [_folders(installation).in_]
        waiting = packages_in(places)
        if not waiting and not quiet:
            complain(
                both(
                    f"{'、'.join(map(str, places))} に、取り込むパッケージ（.courier）がありません。",
                    "There is no package to take in.",
                )
            )
        for path in waiting:
            try:
                took = take_file(installation, path, command_line())
            except OSError as error:
                complain(unread(Path(printable(str(path))), error))
                sound = False
                continue
            name = printable(path.name)
            rows.append({"file": name, "number": took.number, "act": took.act, "applications": took.items})
            for number, why in took.left:
                complain(f"{name}: {printable(number) or '-'}: {left_words(why)}")
            if took.reason:
                complain(f"{name}: {act_words(took.act, took.reason)}")
            sound = sound and not took.left and not took.reason
    listing(rows if as_json else list(map(_worded, rows)), as_json, ("number", "act", "applications", "file"))
    if not sound:
        raise typer.Exit(1)


@app.command("take-along")
def pack_along(
    laptop: Annotated[
        int, typer.Argument(min=1, max=MOST_LAPTOPS, help="Number of the laptop (KAKANAI_LAPTOP there).")
    ],
    staff: Annotated[list[str], typer.Option(help="Login of somebody who goes along; repeat it.")],
    until: Annotated[str, typer.Option(help="Last day of their accounts there, YYYY-MM-DD.")],
    out: _Out = None,
    as_json: AsJson = False,
) -> None:
    """出張受付: pack what a laptop takes along: accounts of those days, the city's settings, procedures, lists."""
    with opened() as installation:
        if laptop not in installation.laptops:
            raise Problem.of(
                f"{laptop}番の端末の鍵がありません。kakanai courier keys trust FILE --laptop {laptop} を先に打ってください。",
                f"Laptop {laptop} is not known: `kakanai courier keys trust FILE --laptop {laptop}`.",
            )
        folder = out or for_laptop(_folders(installation).out, laptop)
        try:
            row = take_along(installation, folder, command_line(), laptop, staff, until)
        except NotAllowed as refused:
            raise Problem.of(
                f"{refused}：パスワードと、窓口入力の権限が必要です。",
                f"{refused}: needs a password and the right to serve a counter.",
            ) from None
        except Conflict:
            raise Problem.of(
                f"--until は、今日から{MOST_DAYS}日先までの日にしてください。",
                f"--until: a day from today on, at most {MOST_DAYS} days ahead.",
            ) from None
        except OSError as error:
            raise Problem.of(
                f"{folder} に書けません。場所と権限を確かめてください。",
                f"{folder}: cannot write there ({error.strerror}).",
            ) from None
    listing([_packed(folder, row)], as_json, _PACKED)


@app.command("bring-back")
def pack_back(out: _Out = None, as_json: AsJson = False) -> None:
    """出張受付, on the laptop: pack all that the city has not acknowledged, also what is on its way; list it."""
    with opened() as installation:
        if not installation.settings.laptop:
            raise Problem.of(
                "出張の端末ではありません（KAKANAI_LAPTOP が0です）。", "This is not a laptop: KAKANAI_LAPTOP is 0."
            )
        _demand_paired(installation)
        folder = out or _folders(installation).out
        for row in _packing(installation, folder, again=True):
            complain(
                both(
                    f"{folder / row.name}：申請 {row.items}件。市に運び、市で kakanai courier take を打ちます。返事が届くまで、端末に残ります。",
                    f"{folder / row.name}: {row.items} applications.",
                )
            )
        with installation.database.read() as unit:
            rows = [
                {
                    "receipt_number": row.receipt_number,
                    "arrived": _moment(row.arrived),
                    "packed": row.packed is not None,
                }
                for row in not_back(unit, MOST)
            ]
        if not rows:
            complain(both("持ち帰るものはありません。全部、市に届いています。", "Nothing is left to bring back."))
    listing(rows, as_json, ("receipt_number", "arrived", "packed"))


@app.command("ledger")
def show_ledger(as_json: AsJson = False) -> None:
    """List what happened to each package, newest first; then missing, pending and unacknowledged ones."""
    with opened() as installation:
        book = ledger(installation)
    rows = [
        {
            "at": _moment(from_micro(step.at)), "way": step.way, "number": step.number, "act": step.act, "reason": step.reason,
            "applications": step.items, "left": step.left_over, "bytes": step.size, "sha256": step.digest, "by": step.actor,
        }
        for step in book.steps
    ]  # fmt: skip
    if as_json:
        listing([{"steps": rows, **_open_ends(book)}], True, ())
        return
    columns = ("at", "way", "number", "act", "applications", "left", "reason")
    listing(list(map(_worded, rows)), False, columns)
    for words, some in _open_ends(book).items():
        for entry in some:
            print(f"{_ENDS[words]} / {words}\t{entry}")


def _worded(row: Mapping[str, object]) -> Mapping[str, object]:
    # For people; a program reads --json.
    words = act_words(str(row["act"]), str(row.get("reason", "")))
    return {**row, "act": words, "way": _WAYS.get(str(row.get("way")), "")}


def _open_ends(book: Ledger) -> dict[str, list[object]]:
    return {
        "missing": list(book.missing), "on the way": list(book.on_the_way),
        "not acknowledged": [case.receipt_number for case in book.waiting],
        "thrown away inside, and not known to be gone outside": [book.disposed - book.purged] if book.disposed > book.purged else [],
        "from laptop": [f"{line.number}: {line.taken} applications, missing {list(line.missing)}" for line in book.laptops],
        "apart": [f"{number} {apart_words(act)} {_moment(moment)}" for number, act, moment in book.apart],
    }  # fmt: skip


@app.command()
def lost(
    number: Annotated[int, typer.Argument(min=1)],
    reason: Annotated[str, typer.Option(help="What happened, for the ledger.")],
    laptop: Annotated[
        int, typer.Option(min=0, max=MOST_LAPTOPS, help="It was for this laptop, which has numbers of its own.")
    ] = 0,
) -> None:
    """Record that a package of ours was lost, where it was packed. Its content is packed again."""
    whose = f"{laptop}番の端末あての{number}番" if laptop else f"{number}番"
    with opened() as installation, installation.database.change() as unit:
        try:
            note_lost(installation, unit, command_line(), number, reason, laptop)
        except Conflict:
            raise Problem.of(
                f"{whose}は、ここで詰めていないか、届いたか、もうなくしたと書いてあります。「届いていない番号」は{_other(installation)}で詰めたものです。{_other(installation)}の機械で打ってください。",
                f"Package {number} was not packed here, has arrived, or is recorded as lost already. A missing one is noted where it was packed.",
            ) from None
    if laptop:
        print(
            both(
                f"{whose}を、なくしたと書きました。受け取りの知らせは、端末がもう一度持ち帰ると、もう一度出ます。持っていくものは、kakanai courier take-along {laptop} をもう一度打ちます。",
                f"{number} for laptop {laptop}: lost. What it brings back again is acknowledged again; what goes along is packed by `take-along`.",
            )
        )
        return
    print(
        both(
            f"{number}番を、なくしたと書きました。次に詰めるものに、中身をもう一度入れます。それが届くと、{_other(installation)}の「届いていない番号」から消えます。",
            f"{number}: lost. Its content goes into the next package, which also says so to the other side.",
        )
    )


def _other(installation: Installation) -> str:
    if installation.settings.laptop:
        return "市"
    zone = _OTHER_ZONES.get(installation.settings.zone, "")
    return "か".join(filter(None, (zone, "出張の端末" if installation.laptops else ""))) or "相手"


def _demand_paired(installation: Installation) -> None:
    if installation.settings.zone == "single" and not installation.settings.laptop:
        raise Problem.of(
            "KAKANAI_ZONE が single です。相手のゾーンはありません。", "KAKANAI_ZONE is single: there is no other zone."
        )
    if installation.courier is None or not installation.courier.paired:
        who = "端末と市" if installation.settings.laptop else "2つのゾーン"
        raise Problem.of(
            f"{who}の鍵がまだ交換されていません。kakanai courier keys create、show、trust の順に打ってください。",
            "The two zones do not know each other yet: `kakanai courier keys create`, `show`, `trust`.",
        )


def _folders(installation: Installation) -> Folders:
    folders = folders_of(installation)
    if folders is None:
        raise Problem.of(
            "フォルダーを書くか、KAKANAI_COURIER_IN と KAKANAI_COURIER_OUT を決めてください。",
            "Name a folder, or set KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT.",
        )
    return folders


def _moment(at: datetime) -> str:
    return at.astimezone(TOKYO).isoformat(timespec="seconds")
