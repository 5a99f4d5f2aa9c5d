"""`keys`: which key-encryption keys there are, and what hangs on them. Their bytes are never shown."""

import typer

from forms.city import load_city
from integrations.keys.local import FILE_NAME, NUMBERS, KeysRefused, LocalKeys
from integrations.signatures.own_key import FILE_NAME as RECEIPTS
from integrations.signatures.own_key import create_own_key
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, listing
from portal.clock import Clock
from portal.config import load_settings
from portal.jobs.index_applications import index_applications
from portal.services.index_application import mark_of
from portal.store import look_ups

_TOLD_EVERY = 1000

app = typer.Typer(help="Key-encryption keys.", no_args_is_help=True)


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys by id, oldest first: those of answers and files, then those of 個人番号."""
    folder = load_settings().data / "keys"
    rows = []
    try:
        for file in (FILE_NAME, *([NUMBERS] if (folder / NUMBERS).exists() else [])):
            keys = LocalKeys(folder, name=file)
            rows += [{"id": name, "current": name == keys.current(), "file": file} for name in keys.ids]
    except KeysRefused as error:
        raise Problem(str(error)) from None
    listing(rows, as_json, ("id", "current", "file"))


@app.command()
def create() -> None:
    """Make the first key of a new installation. Keep a copy elsewhere: without it nothing can be read any more."""
    folder = load_settings().data / "keys"
    if (folder / FILE_NAME).exists():
        raise Problem(f"{folder / FILE_NAME} is there already.")
    try:
        keys = LocalKeys(folder, create=True)
    except KeysRefused as error:
        raise Problem(str(error)) from None
    print(f"{keys.current()} is made: {folder / FILE_NAME}")


@app.command()
def numbers() -> None:
    """Make the first key of 個人番号, a ring of its own. Keep a copy apart from the other keys and from the database."""
    folder = load_settings().data / "keys"
    if (folder / NUMBERS).exists():
        raise Problem(f"{folder / NUMBERS} is there already.")
    try:
        keys = LocalKeys(folder, create=True, name=NUMBERS)
    except KeysRefused as error:
        raise Problem(str(error)) from None
    print(f"{keys.current()} is made: {folder / NUMBERS}")


@app.command()
def index() -> None:
    """Make the hashes by which the desk finds applications, where they are missing or of an older key. The worker does the
    same by itself, more slowly; ended at any moment, it goes on where it was."""
    with opened() as installation:
        with installation.database.read() as unit:
            left = look_ups.left(unit, mark_of(installation))
        done, told = 0, 0
        while some := index_applications(installation):
            done += some
            if done - told >= _TOLD_EVERY:
                told = done
                print(f"{done} of {max(left, done)}", flush=True)
        print(f"{done} applications indexed.")


@app.command()
def receipts() -> None:
    """Make the key and certificate that receipts are signed with. Keep a copy; the certificate is public."""
    settings = load_settings()
    folder = settings.data / "keys"
    if (folder / RECEIPTS).exists():
        raise Problem(f"{folder / RECEIPTS} is there already.")
    city = load_city(settings.city)
    create_own_key(folder, city.name, Clock(settings.now).now())
    print(f"the key for receipts of {city.name} is made: {folder / RECEIPTS}")
