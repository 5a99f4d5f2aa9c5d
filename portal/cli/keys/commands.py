"""`keys`: key-encryption keys, and roots of keyed hashes."""

# `rotation` opens the database, and is imported on demand.

from pathlib import Path
from typing import Annotated

import typer

from integrations.courier.keys import FILE_NAME as COURIER_KEYS
from integrations.courier.keys import KeysUnfit, load_own
from integrations.keys.local import FILE_NAME, NUMBERS, LocalKeys, create_ring
from integrations.keys.refused import KeysRefused
from integrations.sockets.interfaces import AdapterError
from portal import sealing as rings
from portal.cli.keys.places import FILE, TOKEN, place
from portal.cli.problem import AsJson, Problem, both, complain, listing, wrong_option
from portal.config import Settings, load_settings
from portal.wiring.key_token import key_token

_FILES = {rings.ANSWERS: FILE_NAME, rings.NUMBERS: NUMBERS}
_RINGS = (*_FILES, rings.LOOK_UPS, rings.AUDIT, rings.CODES, rings.RECEIPTS, rings.COURIER)
_WHICH = {True: "今の鍵", False: "前の鍵"}
_CODES_STAY = (
    "Codes and marks that people hold come from a root that only `kakanai keys rotate answers` wraps again: a new root "
    "would void them."
)
_ToToken = Annotated[bool, typer.Option("--token", help="Make it in the hardware security module (KAKANAI_PKCS11_…).")]
_Ring = Annotated[str, typer.Argument(metavar="RING", help=", ".join(_RINGS))]

app = typer.Typer(help="Key-encryption keys.", no_args_is_help=True)


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List key ids, and the roots in the database."""
    settings = load_settings()
    folder = settings.data / "keys"
    rows: list[dict[str, object]] = []
    try:
        for file in (FILE_NAME, *([NUMBERS] if (folder / NUMBERS).exists() else [])):
            keys = LocalKeys(folder, name=file, token=key_token(settings))
            rows += [
                {"id": name, "current": name == keys.current(), "file": file, "in": place(keys, name)}
                for name in keys.ids
            ]
    except KeysRefused as error:
        raise Problem.of("鍵のファイルか、鍵の装置が使えません。", str(error)) from None
    rows += [*_receipt_keys(folder), *_courier_keys(folder), *_roots(settings)]
    shown = rows if as_json else [{**row, "current": _WHICH[bool(row["current"])]} for row in rows]
    listing(shown, as_json, ("id", "current", "file", "in"))


def _receipt_keys(folder: Path) -> list[dict[str, object]]:
    # By their certificates, whose former ones stay. A copy without this file signs no receipt.
    from integrations.signatures import own_key  # noqa: PLC0415 - the other commands need no certificates

    try:
        own = own_key.load_own_key(folder)
    except AdapterError as error:
        raise Problem.of(f"{own_key.FILE_NAME} が使えません。控えから戻してください。", str(error)) from None
    ids = own.ids if own else ()
    return [{"id": name, "current": name == ids[0], "file": own_key.FILE_NAME, "in": FILE} for name in ids]


def _courier_keys(folder: Path) -> list[dict[str, object]]:
    try:
        ids = [key.public.id for key in load_own(folder)]
    except KeysUnfit as error:
        raise Problem.of(f"{COURIER_KEYS} が使えません。控えから戻してください。", str(error)) from None
    return [{"id": name, "current": name == ids[-1], "file": COURIER_KEYS, "in": FILE} for name in ids]


def _roots(settings: Settings) -> list[dict[str, object]]:
    # Wrapped by the key of `answers`. Before there are tables, or while the database is away, files are listed alone.
    from sqlalchemy import make_url  # noqa: PLC0415 - the other commands for files need no database
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - as above

    from portal.db import Database  # noqa: PLC0415 - as above
    from portal.migrate import OtherTables, up_to_date  # noqa: PLC0415 - as above
    from portal.store.shared.root_keys import every_root  # noqa: PLC0415 - as above

    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return []
    database = Database(settings.database)
    try:
        if not up_to_date(database):
            return []
        with database.read() as unit:
            roots = every_root(unit)
    except (OperationalError, OtherTables):
        complain(
            both(
                "データベースを読めないので、その中の鍵（audit、look-ups、codes）は出していません。",
                "The database cannot be read: its roots (audit, look-ups, codes) are not listed.",
            )
        )
        return []
    finally:
        database.close()
    newest = {root.name: root.number for root in roots}
    return [
        {
            "id": f"{root.name} {root.number}",
            "current": root.number == newest[root.name],
            "file": "root_key",
            "in": "database",
        }
        for root in roots
    ]


@app.command()
def create(token: _ToToken = False) -> None:
    """Make the first key of a new installation. Keep a copy elsewhere: without it nothing can be decrypted."""
    _create_ring(rings.ANSWERS, token)


@app.command()
def numbers(token: _ToToken = False) -> None:
    """Make the first key for 個人番号. Keep its copy apart from the other keys and the database."""
    _create_ring(rings.NUMBERS, token)


def _create_ring(ring: str, in_token: bool) -> None:
    settings, name = load_settings(), _FILES[ring]
    folder = settings.data / "keys"
    if (folder / name).exists():
        raise Problem.of(f"{folder / name} はもうあります。", f"{folder / name} is there already.")
    from portal.cli.keys.rotation import demand_unsealed, demanded  # noqa: PLC0415

    demand_unsealed(ring)
    token = key_token(settings)
    try:
        create_ring(folder, name, demanded(token) if in_token else None)
        keys = LocalKeys(folder, name=name, token=token)
    except KeysRefused as error:
        raise Problem.of("鍵のファイルか、鍵の装置が使えません。", str(error)) from None
    print(
        both(
            f"鍵 {keys.current()} を{'鍵の装置の中に' if in_token else ''}作りました：{folder / name}",
            f"{keys.current()} is made{' in the token' if in_token else ''}: {folder / name}",
        )
    )


@app.command()
def index() -> None:
    """Make missing or outdated search hashes. The worker does the same, more slowly; can be interrupted."""
    from portal.cli.keys.rotation import index_all  # noqa: PLC0415

    index_all()


@app.command()
def receipts() -> None:
    """Make the key and certificate that sign receipts. Keep a copy; the certificate is public."""
    from portal.cli.keys.rotation import create_receipts  # noqa: PLC0415

    create_receipts()


@app.command()
def rotate(
    ring: _Ring,
    add_only: Annotated[
        bool,
        typer.Option("--add-only", help="answers, numbers: only add the new key, to copy the file to other servers."),
    ] = False,
    to: Annotated[
        str,
        typer.Option(help="answers, numbers: where the new key is: file or token. Default: where the present one is."),
    ] = "",
) -> None:
    """Put a new key into use and wrap again what the former one wrapped, while the service runs. Run it again after a kill."""
    _demand_known(ring)
    if to and (to not in (FILE, TOKEN) or ring not in _FILES):
        raise wrong_option(
            "file か token を書いてください（answers と numbers だけ）。",
            "file or token, for answers and numbers",
            hint="--to",
        )
    from portal.cli.keys import rotation  # noqa: PLC0415

    rotation.rotate(ring, add_only, to)


@app.command()
def retire(ring: _Ring) -> None:
    """Prove that nothing needs the former keys of a ring, and remove them. Refused otherwise."""
    _demand_known(ring)
    if ring == rings.RECEIPTS:
        raise Problem.of(
            "前の秘密の鍵は、もうありません。証明書は、住民の控えを確かめるために残ります。",
            "The former private key is gone already; its certificate verifies receipts that people have, and stays.",
        )
    from portal.cli.keys import rotation  # noqa: PLC0415

    rotation.retire(ring)


def _demand_known(ring: str) -> None:
    if ring not in _RINGS:
        raise wrong_option(
            f"{ring}：その鍵の輪はありません。{'、'.join(_RINGS)} のどれかを書いてください。",
            f"{ring}: there is no such ring",
            hint="RING",
        )
    if ring == rings.CODES:
        raise Problem.of(
            "番号や印のもとになる鍵は替えられません。替えると、住民の持つ番号が使えなくなります。", _CODES_STAY
        )
