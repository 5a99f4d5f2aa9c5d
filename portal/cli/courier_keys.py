from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

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
from portal.cli.opened import named_city
from portal.cli.problem import AsJson, Problem, both, listing
from portal.config import load_settings
from portal.wiring.keys import keeps_laptops

keys = typer.Typer(help="Keys by which the two zones know each other.", no_args_is_help=True)
_ZONES = {"outer": "インターネット側", "inner": "庁内側", "single": ""}
_Laptop = Annotated[
    int, typer.Option(min=0, max=MOST_LAPTOPS, help="Of this laptop of 出張受付, not of the other zone.")
]


@keys.command()
def create() -> None:
    """Make keys of this zone. New keys replace the old, which still open packages on their way."""
    settings = load_settings()
    folder = settings.data / "keys"
    whose = f"出張の端末 {settings.laptop}" if settings.laptop else _ZONES[settings.zone]
    name = f"{named_city(settings).name} {whose}".strip()
    own = [*_own(folder), new_keys(name)]
    keep_own(folder, own)
    print(f"{name}\t{own[-1].public.fingerprint}")


@keys.command()
def show() -> None:
    """Print the public keys, for the other zone."""
    print(demand_own(load_settings().data / "keys")[-1].public.written, end="")


def demand_own(folder: Path) -> list[OwnKeys]:
    own = _own(folder)
    if not own:
        raise Problem.of(
            "こちらの鍵がありません。先に kakanai courier keys create を打ってください。",
            "There are no keys of this zone: run `kakanai courier keys create` first.",
        )
    return own


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
        raise Problem.of(
            "--laptop は、窓口のある側（庁内側か1つの設置）だけで使えます。",
            "--laptop: laptops belong to the zone of the counter.",
        )
    if not laptop and settings.zone == "single" and not settings.laptop:
        raise Problem.of(
            "KAKANAI_ZONE が single です。相手のゾーンはなく、出張の端末だけです（--laptop）。",
            "KAKANAI_ZONE is single: there is no other zone, only laptops (--laptop).",
        )
    try:
        card = read_public(file.read_text(encoding="utf-8"))
    except (KeysUnfit, UnicodeDecodeError):
        raise Problem.of(
            f"{file}：持ち運びの鍵のファイルではありません。", f"{file}: this is not a courier key."
        ) from None
    if card.id != fingerprint.replace(" ", "").lower():
        raise Problem.of(
            f"{file}：指紋がちがいます。理由がわかるまで、信頼してはいけません。",
            f"{file}: its fingerprint differs. Do not trust it before you know why.",
        )
    if any(own.public.id == card.id for own in _own(folder)):
        raise Problem.of(
            f"{file}：自分の鍵です。相手の鍵を渡してください。",
            f"{file}: this is our own key; the other zone's is needed.",
        )
    own_city, trusted = named_city(settings).name, {peer.id for peer in _peers(folder, laptop)}
    if card.id not in trusted and card.name != own_city and not card.name.startswith(f"{own_city} "):
        # Files of several cities of a joint installation lie side by side, and so do their fingerprints. A key from
        # before the city took another name goes on.
        raise Problem.of(
            f"{file}：{card.name} の鍵です。{own_city} の相手の鍵を渡してください。",
            f"{file}: this is a key of {card.name}; one of {own_city} is needed.",
        )
    if any(peer.id == card.id for other in {0, *laptops_in(folder)} - {laptop} for peer in _peers(folder, other)):
        raise Problem.of(
            f"{file}：この鍵は、もうほかの相手のものです。", f"{file}: this key is another side's already."
        )
    keep_peers(folder, [*(peer for peer in _peers(folder, laptop) if peer.id != card.id), card], laptop)
    print(f"{card.name}\t{card.fingerprint}")


@keys.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List own and trusted keys, and which of each is in use."""
    folder = load_settings().data / "keys"
    rows = _rows("own", [own.public for own in _own(folder)]) + _rows("trusted", _peers(folder))
    for number in laptops_in(folder):
        rows += _rows(f"laptop {number}", _peers(folder, number))
    shown = [row | {"in use": "今の鍵 / in use" if row["in use"] else "前の鍵 / former"} for row in rows]
    listing(rows if as_json else shown, as_json, ("whose", "name", "fingerprint", "in use"))


@keys.command()
def forget(
    fingerprint: Annotated[str, typer.Argument(help="Of the other side's key.")], laptop: _Laptop = 0
) -> None:  # fmt: skip
    """Stop trusting a key: packages that it signed are refused. Of a laptop that was lost: its only key too."""
    folder = load_settings().data / "keys"
    peers = _peers(folder, laptop)
    left = [peer for peer in peers if peer.id != fingerprint.replace(" ", "").lower()]
    if len(left) == len(peers):
        raise Problem.of("この指紋の鍵は、信頼していません。", "No trusted key has this fingerprint.")
    if len(left) > 1 and peers[-1] not in left:
        raise Problem.of(
            "使っている鍵です。先に、代わりの鍵を keys trust してください。",
            "This key is in use: first `keys trust` the one that is to be used instead.",
        )
    keep_peers(folder, left, laptop)
    print(
        both(
            f"{f'{laptop}番の端末' if laptop else '相手'}のこの鍵は、もう信頼しません。この鍵で作ったパッケージは受け取りません。サービスを始め直してください。",
            "This key is trusted no more: packages that it signed are refused. Restart the service.",
        )
    )


def _rows(whose: str, cards: Sequence[PublicKeys]) -> list[dict[str, object]]:
    # The last of each is in use.
    return [
        {"whose": whose, "name": card.name, "fingerprint": card.fingerprint, "in use": card is cards[-1]}
        for card in cards
    ]


def _own(folder: Path) -> list[OwnKeys]:
    try:
        return list(load_own(folder))
    except KeysUnfit as error:
        raise Problem.of("持ち運びの鍵のファイルが使えません。控えから戻してください。", str(error)) from None


def _peers(folder: Path, laptop: int = 0) -> list[PublicKeys]:
    try:
        return list(load_peers(folder, laptop))
    except KeysUnfit as error:
        raise Problem.of("持ち運びの鍵のファイルが使えません。控えから戻してください。", str(error)) from None
