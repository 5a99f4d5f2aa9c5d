"""`keys`: which key-encryption keys there are. Their bytes are never shown."""

import typer

from forms.city import load_city
from integrations.keys.local import FILE_NAME, NUMBERS, KeysRefused, LocalKeys
from integrations.signatures.own_key import FILE_NAME as RECEIPTS
from integrations.signatures.own_key import create_own_key
from portal.cli.problem import AsJson, Problem, listing
from portal.clock import Clock
from portal.config import load_settings

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
def receipts() -> None:
    """Make the key and certificate that receipts are signed with. Keep a copy; the certificate is public."""
    settings = load_settings()
    folder = settings.data / "keys"
    if (folder / RECEIPTS).exists():
        raise Problem(f"{folder / RECEIPTS} is there already.")
    city = load_city(settings.city)
    create_own_key(folder, city.name, Clock(settings.now).now())
    print(f"the key for receipts of {city.name} is made: {folder / RECEIPTS}")
