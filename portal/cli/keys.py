"""`keys`: key-encryption keys, and roots of keyed hashes."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from forms.city.city import load_city
from integrations.courier.keys import keep_own, load_own
from integrations.keys.local import (
    FILE_NAME,
    NUMBERS,
    LocalKeys,
    add_key,
    changing_keys,
    create_ring,
    drop_keys,
    use_key,
)
from integrations.keys.pkcs11_token import Token
from integrations.keys.refused import KeysRefused
from integrations.signatures.own_key import FILE_NAME as RECEIPTS
from integrations.signatures.own_key import create_own_key, renew_own_key
from portal.cli import courier
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, command_line, listing
from portal.clock import Clock, to_micro
from portal.config import load_settings
from portal.db import Database
from portal.jobs.index_applications import index_applications
from portal.migrate import up_to_date
from portal.sealing import AUDIT, CODES, LOOK_UPS
from portal.services.audit.renew_roots import NotYet, renew_root, retire_audit, retire_look_ups
from portal.services.cases.index_application import mark_of
from portal.services.courier.ledger import ledger
from portal.services.shared import check_key_rings as rings
from portal.services.shared.check_key_rings import WrappingRing
from portal.services.shared.installation import Installation
from portal.services.shared.rotate_keys import StillNeeded, retire_keys, rewrap, rows_left
from portal.services.shared.write_audit import write_audit
from portal.store.cases import look_ups
from portal.store.shared import key_checks
from portal.wiring.keys import key_token

_REPORT_EVERY = 1000
_FILES = {rings.ANSWERS: FILE_NAME, rings.NUMBERS: NUMBERS}
_RINGS = (*_FILES, LOOK_UPS, AUDIT, CODES, rings.RECEIPTS, rings.COURIER)
_CODES_STAY = (
    "Codes and marks that people hold come from a root that only `kakanai keys rotate answers` wraps again: a new root "
    "would void them."
)
_FILE, _TOKEN = "file", "token"
_ToToken = Annotated[bool, typer.Option("--token", help="Make it in the hardware security module (KAKANAI_PKCS11_…).")]
_Ring = Annotated[str, typer.Argument(metavar="RING", help=", ".join(_RINGS))]

app = typer.Typer(help="Key-encryption keys.", no_args_is_help=True)


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List key ids: for answers and files, then for 個人番号."""
    settings = load_settings()
    folder = settings.data / "keys"
    rows = []
    try:
        for file in (FILE_NAME, *([NUMBERS] if (folder / NUMBERS).exists() else [])):
            keys = LocalKeys(folder, name=file, token=key_token(settings))
            rows += [
                {"id": name, "current": name == keys.current(), "file": file, "in": _place(keys, name)}
                for name in keys.ids
            ]
    except KeysRefused as error:
        raise Problem(str(error)) from None
    listing(rows, as_json, ("id", "current", "file", "in"))


def _place(keys: LocalKeys, key_id: str) -> str:
    return _TOKEN if key_id in keys.in_token else _FILE


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
        raise Problem(f"{folder / name} is there already.")
    _demand_unsealed(ring)
    token = key_token(settings)
    try:
        create_ring(folder, name, _demanded(token) if in_token else None)
        keys = LocalKeys(folder, name=name, token=token)
    except KeysRefused as error:
        raise Problem(str(error)) from None
    print(f"{keys.current()} is made{' in the token' if in_token else ''}: {folder / name}")


def _demanded(token: Token | None) -> Token:
    """Raises Problem."""
    if token is None:
        raise Problem("There is no token: set KAKANAI_PKCS11_MODULE, KAKANAI_PKCS11_TOKEN and KAKANAI_PKCS11_PIN_FILE.")
    return token


def _demand_unsealed(ring: str) -> None:
    """A new key opens nothing in an existing database. A missing database has none; each start checks again."""
    url = make_url(load_settings().database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return
    database = Database(load_settings().database)
    try:
        with database.read() as unit:
            known = key_checks.of_ring(unit, ring) if up_to_date(database) else {}
    except OperationalError:
        return
    finally:
        database.close()
    if known:
        raise Problem("The database is sealed with another key: put its key file back.")


@app.command()
def index() -> None:
    """Make missing or outdated search hashes. The worker does the same, more slowly; can be interrupted."""
    with opened() as installation:
        _index(installation)


def _index(installation: Installation) -> None:
    with installation.database.read() as unit:
        left = look_ups.left(unit, mark_of(installation.keys))
    done, reported = 0, 0
    while some := index_applications(installation):
        done += some
        if done - reported >= _REPORT_EVERY:
            reported = done
            print(f"{done} of {max(left, done)}", flush=True)
    print(f"{done} applications indexed.")


@app.command()
def receipts() -> None:
    """Make the key and certificate that sign receipts. Keep a copy; the certificate is public."""
    settings = load_settings()
    folder = settings.data / "keys"
    if (folder / RECEIPTS).exists():
        raise Problem(f"{folder / RECEIPTS} is there already.")
    city = load_city(settings.city)
    create_own_key(folder, city.name, Clock(settings.now).now())
    print(f"the key for receipts of {city.name} is made: {folder / RECEIPTS}")


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
    if to and (to not in (_FILE, _TOKEN) or ring not in _FILES):
        raise typer.BadParameter("file or token, for answers and numbers", param_hint="--to")
    if ring == rings.COURIER:
        courier.create()
        return
    with opened() as installation:
        folder = installation.settings.data / "keys"
        try:
            with changing_keys(folder):
                _rotate(installation, folder, ring, add_only, to)
        except KeysRefused as error:
            raise Problem(str(error)) from None


@app.command()
def retire(ring: _Ring) -> None:
    """Prove that nothing needs the former keys of a ring, and remove them. Refused otherwise."""
    _demand_known(ring)
    if ring == rings.RECEIPTS:
        raise Problem(
            "The former private key is gone already; its certificate verifies receipts that people have, and stays."
        )
    with opened() as installation:
        folder = installation.settings.data / "keys"
        try:
            with changing_keys(folder):
                former = _retire(installation, folder, ring)
        except KeysRefused as error:
            raise Problem(str(error)) from None
        except StillNeeded as needed:
            rows = ", ".join(f"{table} {count}" for table, count in needed.rows.items())
            raise Problem(f"Former keys are needed still ({rows}): run `kakanai keys rotate {ring}` first.") from None
        except NotYet:
            raise Problem(
                "A former key may be in use still: wait a minute, and run it again; for look-ups: rotate."
            ) from None
    _print_retired(ring, former)


def _demand_known(ring: str) -> None:
    if ring not in _RINGS:
        raise typer.BadParameter(f"{ring}: there is no such ring", param_hint="RING")
    if ring == CODES:
        raise Problem(_CODES_STAY)


def _rotate(installation: Installation, folder: Path, ring: str, add_only: bool, to: str) -> None:
    now = to_micro(installation.clock.now())
    if ring in _FILES:
        _rotate_file(installation, folder, ring, add_only, to)
    elif ring == rings.RECEIPTS:
        own = renew_own_key(folder, installation.city.name, installation.clock.now())
        _note(installation, "rotate keys", f"{ring} {own.ids[0]}")
        print(f"{own.ids[0]} signs receipts after a restart; {len(own.ids) - 1} former certificates verify.")
    else:
        number = renew_root(installation.database, installation.keys, ring, now)
        _note(installation, "rotate keys", f"{ring} {number}")
        print(f"{ring} {number} is in use.")
        if ring == LOOK_UPS:
            _index(installation)


def _rotate_file(installation: Installation, folder: Path, ring: str, add_only: bool, to: str) -> None:
    """A ring with one key gets a new one; with more, the rotation goes on."""
    name, token = _FILES[ring], key_token(installation.settings)
    keys = LocalKeys(folder, name=name, token=token)
    with installation.database.read() as unit:
        known = key_checks.of_ring(unit, ring)
    usable = {key_id for key_id in keys.ids if key_id not in known or not known[key_id].retired}
    waiting = sorted(usable - set(known))
    if len(usable) == 1 and not waiting:
        waiting = [add_key(folder, name, _demanded(token) if (to or _place(keys, keys.current())) == _TOKEN else None)]
    elif to and _place(keys, (waiting or [keys.current()])[0]) != to:
        raise Problem(
            f"A rotation to another place was begun: end it (`keys rotate`, `keys retire {ring}`), then begin this one."
        )
    if add_only:
        print(f"{', '.join(waiting) or keys.current()} is in {folder / name}: copy it to every server, then rotate.")
        return
    if waiting:
        use_key(folder, name, waiting[0])
        now = to_micro(installation.clock.now())
        rings.check_key_rings(installation.database, {ring: WrappingRing(ring, keys)}, now)
        _note(installation, "rotate keys", f"{ring} {waiting[0]}")
    print(f"{keys.current()} is in use.", flush=True)
    with installation.database.read() as unit:
        total = sum(rows_left(unit, keys, ring).values())
    done = 0

    def report(table: str, count: int) -> None:
        nonlocal done
        done += count
        print(f"{done} of {max(done, total)}\t{table}", flush=True)

    rewrap(installation.database, keys, ring, report)
    print(f"{done} rows are wrapped again. `kakanai keys retire {ring}` removes the former key.")


def _retire(installation: Installation, folder: Path, ring: str) -> list[str]:
    now = to_micro(installation.clock.now())
    if ring in _FILES:
        keys = LocalKeys(folder, name=_FILES[ring], token=key_token(installation.settings))
        former = retire_keys(installation.database, keys, ring, now)
        for key_id in sorted(keys.in_token.intersection(former)):
            print(f"{key_id} stays in the token, for backups; delete it there when none needs it.")
        drop_keys(folder, _FILES[ring], former)
    elif ring == rings.COURIER:
        former = _retire_courier(installation, folder, now)
    elif ring == AUDIT:
        former = [f"{ring} {number}" for number in retire_audit(installation.database, installation.keys, now)]
    else:
        former = [f"{ring} {number}" for number in retire_look_ups(installation.database, installation.keys)]
    _note(installation, "retire keys", f"{ring} {len(former)}")
    return former


def _retire_courier(installation: Installation, folder: Path, now: int) -> list[str]:
    """Packages for a former key may be on their way until the other zone has acknowledged ours."""
    book = ledger(installation)
    if book.missing or book.on_the_way:
        raise Problem("Packages are on their way: take them in first, and let the other zone acknowledge ours.")
    own = load_own(folder)
    former = [key.public.id for key in own[:-1]]
    with installation.database.write() as unit:
        key_checks.retire(unit, rings.COURIER, former, now)
        unit.commit()
    keep_own(folder, own[-1:])
    return former


def _note(installation: Installation, action: str, detail: str) -> None:
    with installation.database.write() as unit:
        write_audit(installation, unit, command_line(), action, detail=detail)
        unit.commit()


def _print_retired(ring: str, former: list[str]) -> None:
    for name in former:
        print(f"{name}\t{'verifies only' if ring == AUDIT else 'removed'}")
    if ring in _FILES:
        print("Remove it from the key files of other servers as well; copies in backups still open those backups.")
    if not former:
        print("There is no former key.")
