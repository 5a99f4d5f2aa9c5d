import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from forms.city.city import load_city
from integrations.courier.keys import (
    MOST_LAPTOPS,
    KeysUnfit,
    OwnKeys,
    PublicKeys,
    keep_own,
    keep_peers,
    laptops_in,
    load_own,
    load_peers,
    new_keys,
    read_public,
)
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, both, command_line, complain, listing
from portal.clock import TOKYO, from_micro
from portal.config import load_settings
from portal.errors import Conflict, NotAllowed
from portal.services.courier.bring_back import not_back
from portal.services.courier.carry_folder import Folders, folders_of, for_laptop, take_file
from portal.services.courier.folder import packages_in
from portal.services.courier.ledger import MOST, Ledger, ledger, note_lost
from portal.services.courier.pack import Packed, pack_courier
from portal.services.courier.take_along import MOST_DAYS, take_along
from portal.services.courier.words import act_words, apart_words, left_words
from portal.services.shared.installation import Installation
from portal.wiring.keys import keeps_laptops

app = typer.Typer(help="Packages between the outer and the inner zone.", no_args_is_help=True)
keys = typer.Typer(help="Keys by which the two zones know each other.", no_args_is_help=True)
app.add_typer(keys, name="keys")
_ZONES = {"outer": "インターネット側", "inner": "庁内側", "single": ""}
_PACKED = ("number", "applications", "bytes", "file")
_Laptop = Annotated[
    int, typer.Option(min=0, max=MOST_LAPTOPS, help="Of this laptop of 出張受付, not of the other zone.")
]

_Out = Annotated[Path | None, typer.Option(help="Folder for the packages; none: KAKANAI_COURIER_OUT.")]


@app.command()
def pack(
    out: _Out = None,
    again: Annotated[bool, typer.Option("--again", help="Also what is on its way and not acknowledged.")] = False,
    as_json: AsJson = False,
) -> None:
    """Pack what the other zone lacks."""
    with redirect_stdout(sys.stderr), opened() as installation:  # the log; what is printed may be read by a program
        _demand_paired(installation)
        folder = out or _folders(installation).out
        rows = [_packed(folder, row) for row in _packing(installation, folder, again=again)]
    listing(rows, as_json, _PACKED)


def _packing(installation: Installation, folder: Path, *, again: bool) -> Iterator[Packed]:
    try:
        yield from pack_courier(installation, folder, command_line(), again=again)
    except Conflict:
        raise Problem(
            both(
                "ほかのプロセスが詰めています。少し待って、もう一度打ってください。",
                "Another process is packing; run it again.",
            )
        ) from None
    except OSError as error:
        raise Problem(
            both(
                f"{folder} に書けません。場所と権限を確かめてください。",
                f"{folder}: cannot write there ({error.strerror}).",
            )
        ) from None


def _packed(folder: Path, row: Packed) -> dict[str, object]:
    return {"number": row.number, "file": str(folder / row.name), "applications": row.items, "bytes": row.size}


@app.command()
def take(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; none: KAKANAI_COURIER_IN.", exists=True)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take packages in. Known ones are skipped; complete ones move to done/, refused ones to refused/."""
    rows, sound = [], True
    with redirect_stdout(sys.stderr), opened() as installation:
        if not installation.laptops:
            _demand_paired(installation)
        for path in packages_in(paths or [_folders(installation).in_]):
            try:
                took = take_file(installation, path, command_line())
            except OSError as error:
                complain(f"{path}: {type(error).__name__}.")
                sound = False
                continue
            rows.append({"file": path.name, "number": took.number, "act": took.act, "applications": took.items})
            for number, why in took.left:
                complain(f"{path.name}: {number or '-'}: {left_words(why)}")
            if took.reason:
                complain(f"{path.name}: {act_words(took.act, took.reason)}")
            sound = sound and not took.left and not took.reason
    listing(rows, as_json, ("number", "act", "applications", "file"))
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
    with redirect_stdout(sys.stderr), opened() as installation:
        if laptop not in installation.laptops:
            raise Problem(
                both(
                    f"{laptop}番の端末の鍵がありません。kakanai courier keys trust FILE --laptop {laptop} を先に打ってください。",
                    f"Laptop {laptop} is not known: `kakanai courier keys trust FILE --laptop {laptop}`.",
                )
            )
        folder = out or for_laptop(_folders(installation).out, laptop)
        try:
            row = take_along(installation, folder, command_line(), laptop, staff, until)
        except NotAllowed as refused:
            raise Problem(
                both(
                    f"{refused}：パスワードと、窓口入力の権限が必要です。",
                    f"{refused}: needs a password and the right to serve a counter.",
                )
            ) from None
        except Conflict:
            raise Problem(
                both(
                    f"--until は、今日から{MOST_DAYS}日先までの日にしてください。",
                    f"--until: a day from today on, at most {MOST_DAYS} days ahead.",
                )
            ) from None
        except OSError as error:
            raise Problem(
                both(
                    f"{folder} に書けません。場所と権限を確かめてください。",
                    f"{folder}: cannot write there ({error.strerror}).",
                )
            ) from None
    listing([_packed(folder, row)], as_json, _PACKED)


@app.command("bring-back")
def pack_back(out: _Out = None, as_json: AsJson = False) -> None:
    """出張受付, on the laptop: pack all that the city has not acknowledged, also what is on its way; list it."""
    with redirect_stdout(sys.stderr), opened() as installation:
        if not installation.settings.laptop:
            raise Problem(
                both(
                    "出張の端末ではありません（KAKANAI_LAPTOP が0です）。", "This is not a laptop: KAKANAI_LAPTOP is 0."
                )
            )
        _demand_paired(installation)
        folder = out or _folders(installation).out
        for row in _packing(installation, folder, again=True):
            complain(f"{folder / row.name}: {row.items} applications.")
        with installation.database.read() as unit:
            rows = [
                {
                    "receipt_number": row.receipt_number,
                    "arrived": _moment(row.arrived),
                    "packed": row.packed is not None,
                }
                for row in not_back(installation, unit, MOST)
            ]
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
    listing(rows, False, ("at", "way", "number", "act", "applications", "left", "reason"))
    for words, some in _open_ends(book).items():
        for entry in some:
            print(f"{words}\t{entry}")


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
) -> None:
    """Record that a package of ours was lost. Its content is packed again; no other system can read it."""
    with opened() as installation, installation.database.change() as unit:
        try:
            note_lost(installation, unit, command_line(), number, reason)
        except Conflict:
            raise Problem(
                both(
                    f"{number}番は、ここで詰めていないか、届いたか、もうなくしたと書いてあります。",
                    f"Package {number} was not packed here, has arrived, or is recorded as lost already.",
                )
            ) from None
    print(f"{number}\tlost")


@keys.command()
def create() -> None:
    """Make keys of this zone. New keys replace the old, which still open packages on their way."""
    settings = load_settings()
    folder = settings.data / "keys"
    whose = f"出張の端末 {settings.laptop}" if settings.laptop else _ZONES[settings.zone]
    name = f"{load_city(settings.city).name} {whose}".strip()
    own = [*_own(folder), new_keys(name)]
    keep_own(folder, own)
    print(f"{name}\t{own[-1].public.fingerprint}")


@keys.command()
def show() -> None:
    """Print the public keys, for the other zone."""
    own = _own(load_settings().data / "keys")
    if not own:
        raise Problem(
            both(
                "こちらの鍵がありません。先に kakanai courier keys create を打ってください。",
                "There are no keys of this zone: run `kakanai courier keys create` first.",
            )
        )
    print(own[-1].public.written, end="")


@keys.command()
def trust(
    file: Annotated[
        Path, typer.Argument(help="What `keys show` printed at the other zone.", exists=True, dir_okay=False)
    ],
    fingerprint: Annotated[str, typer.Option(help="As the other zone reads it out, by telephone or in person.")],
    laptop: _Laptop = 0,
) -> None:
    """Trust the other zone's key, or a laptop's. New packages are sealed for it; its earlier keys still verify theirs."""
    settings = load_settings()
    folder = settings.data / "keys"
    if laptop and not keeps_laptops(settings):
        raise Problem(
            both(
                "--laptop は、窓口のある側（庁内側か1つの設置）だけで使えます。",
                "--laptop: laptops belong to the zone of the counter.",
            )
        )
    if not laptop and settings.zone == "single" and not settings.laptop:
        raise Problem(
            both(
                "KAKANAI_ZONE が single です。相手のゾーンはなく、出張の端末だけです（--laptop）。",
                "KAKANAI_ZONE is single: there is no other zone, only laptops (--laptop).",
            )
        )
    try:
        card = read_public(file.read_text(encoding="utf-8"))
    except (KeysUnfit, UnicodeDecodeError):
        raise Problem(
            both(f"{file}：持ち運びの鍵のファイルではありません。", f"{file}: this is not a courier key.")
        ) from None
    if card.id != fingerprint.replace(" ", "").lower():
        raise Problem(
            both(
                f"{file}：指紋がちがいます。理由がわかるまで、信頼してはいけません。",
                f"{file}: its fingerprint differs. Do not trust it before you know why.",
            )
        )
    if any(own.public.id == card.id for own in _own(folder)):
        raise Problem(
            both(
                f"{file}：自分の鍵です。相手の鍵を渡してください。",
                f"{file}: this is our own key; the other zone's is needed.",
            )
        )
    if any(peer.id == card.id for other in {0, *laptops_in(folder)} - {laptop} for peer in _peers(folder, other)):
        raise Problem(
            both(f"{file}：この鍵は、もうほかの相手のものです。", f"{file}: this key is another side's already.")
        )
    keep_peers(folder, [*(peer for peer in _peers(folder, laptop) if peer.id != card.id), card], laptop)
    print(f"{card.name}\t{card.fingerprint}")


@keys.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List own and trusted keys; the last of each is in use."""
    folder = load_settings().data / "keys"
    rows = [_row("own", own.public) for own in _own(folder)] + [_row("trusted", peer) for peer in _peers(folder)]
    rows += [_row(f"laptop {number}", peer) for number in laptops_in(folder) for peer in _peers(folder, number)]
    listing(rows, as_json, ("whose", "name", "fingerprint"))


@keys.command()
def forget(
    fingerprint: Annotated[str, typer.Argument(help="Of the other side's key.")], laptop: _Laptop = 0
) -> None:  # fmt: skip
    """Stop trusting a key: packages that it signed are refused. Of a laptop that was lost: its only key too."""
    folder = load_settings().data / "keys"
    peers = _peers(folder, laptop)
    left = [peer for peer in peers if peer.id != fingerprint.replace(" ", "").lower()]
    if len(left) == len(peers):
        raise Problem(both("この指紋の鍵は、信頼していません。", "No trusted key has this fingerprint."))
    if len(left) > 1 and peers[-1] not in left:
        raise Problem(
            both(
                "使っている鍵です。先に、代わりの鍵を keys trust してください。",
                "This key is in use: first `keys trust` the one that is to be used instead.",
            )
        )
    keep_peers(folder, left, laptop)


def _row(whose: str, card: PublicKeys) -> dict[str, object]:
    return {"whose": whose, "name": card.name, "fingerprint": card.fingerprint}


def _own(folder: Path) -> list[OwnKeys]:
    try:
        return list(load_own(folder))
    except KeysUnfit as error:
        raise Problem(both("持ち運びの鍵のファイルが使えません。控えから戻してください。", str(error))) from None


def _peers(folder: Path, laptop: int = 0) -> list[PublicKeys]:
    try:
        return list(load_peers(folder, laptop))
    except KeysUnfit as error:
        raise Problem(both("持ち運びの鍵のファイルが使えません。控えから戻してください。", str(error))) from None


def _demand_paired(installation: Installation) -> None:
    if installation.settings.zone == "single" and not installation.settings.laptop:
        raise Problem(
            both(
                "KAKANAI_ZONE が single です。相手のゾーンはありません。",
                "KAKANAI_ZONE is single: there is no other zone.",
            )
        )
    if installation.courier is None or not installation.courier.paired:
        raise Problem(
            both(
                "2つのゾーンの鍵がまだ交換されていません。kakanai courier keys create、show、trust の順に打ってください。",
                "The two zones do not know each other yet: `kakanai courier keys create`, `show`, `trust`.",
            )
        )


def _folders(installation: Installation) -> Folders:
    folders = folders_of(installation)
    if folders is None:
        raise Problem(
            both(
                "フォルダーを書くか、KAKANAI_COURIER_IN と KAKANAI_COURIER_OUT を決めてください。",
                "Name a folder, or set KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT.",
            )
        )
    return folders


def _moment(at: datetime) -> str:
    return at.astimezone(TOKYO).isoformat(timespec="seconds")
