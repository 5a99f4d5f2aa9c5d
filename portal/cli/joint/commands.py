"""`cities`: those of a joint installation."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from dotenv import dotenv_values
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from integrations.keys.local import FILE_NAME, NUMBERS
from integrations.signatures.own_key import FILE_NAME as RECEIPTS
from portal.cli.joint.ending import end
from portal.cli.joint.folder import joint
from portal.cli.problem import AsJson, Problem, both, listing
from portal.config import Settings, load_settings
from portal.config.cities import ENDED, demand_data_of_its_own, enter_city, is_city_name, load_cities
from portal.config.settings import BLANK

app = typer.Typer(help="The cities of a joint installation.", no_args_is_help=True)
app.command(help="End a city: preview first, then again with its code. Data, keys and settings stay.")(end)

_TEMPLATE = """\
# {name}: a city of the joint installation. What is not here is in the environment of the process. Readable by the user of the service alone.
KAKANAI_PUBLIC_URL={url}
KAKANAI_DATA={data}
"""


@app.command("list")
def list_cities(as_json: AsJson = False) -> None:
    """List cities with their addresses and databases."""
    rows = [
        {"name": name, "address": city.base_url, "data": str(city.data), "database": _shown(city)}
        for name, city in load_cities(joint()).items()
    ]
    listing(rows, as_json, ("name", "address", "data", "database"))


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens.")],
    url: Annotated[str, typer.Option(help="Address that residents see; its host is this city's alone.")],
    city: Annotated[
        Path | None,
        typer.Option(help="The city's folder. Default, in production: everything is set up in the browser."),
    ] = None,
    database: Annotated[
        str, typer.Option(help="Its database on PostgreSQL, made if it is missing. Default: SQLite in its data folder.")
    ] = "",
) -> None:
    """Add a city: its file of settings, data folder, database, keys and tables. Run it again after a failure."""
    settings = joint()
    file = Path(settings.cities) / f"{name}.env"
    _demand_sound(settings, name, file, url, city)
    if not file.exists():
        _write(file, settings, url, city, database)
    elif differing := _differing(file, url, city, database):
        raise Problem.of(
            f"{name} はもうあり、{'、'.join(differing)} がちがいます。直すときは {file} を書き換え、サービスを始め直してください。",
            f"{name} is there with another {', '.join(differing)}: edit {file} and restart.",
        )
    enter_city(name)
    _make_database(load_settings().database)
    _make_keys(load_settings())
    from portal.cli.migrating import migrate  # noqa: PLC0415 - listing cities needs no tables

    migrate(only_plan=False, without_backup=False, back="")
    print(
        both(
            f"{name} を足しました（{url}）。次の起動から出ます。続けて：kakanai --city {name} {'staff add …' if city else 'city code'}",
            f"{name} is there, served after the next start.",
        )
    )


def _is_address(url: str) -> bool:
    try:
        address = urlsplit(url)
        _ = address.port
    except ValueError:
        return False
    more = address.path.strip("/") or address.query or address.fragment or address.username is not None
    return address.scheme in ("http", "https") and bool(address.hostname) and not more


def _demand_sound(settings: Settings, name: str, file: Path, url: str, city: Path | None) -> None:
    # Before anything is written: a file, keys and tables of a mistyped command would have to be taken away by hand.
    ended = file.with_suffix(ENDED)
    if not is_city_name(name):
        raise Problem.of(
            f"{name}：名前は、小さい英字で始まる、小さい英字、数字、ハイフンの40字までにしてください。",
            f"{name}: the name of a city is small letters, digits and hyphens, at most 40.",
        )
    if not _is_address(url):
        raise Problem.of(
            f"--url {url}：https:// で始まる、フォルダーのない住所にしてください（例：https://aoba.example.jp）。",
            f"--url {url}: an address with https:// and a host, without a folder.",
        )
    if city is not None:
        _demand_folder(settings, city)
    if ended.is_file():
        raise Problem.of(
            f"{file.stem} は、終わらせた市町村です。もどすとき：mv {ended} {file}",
            f"{file.stem} is a city that has ended; its data are still here. To bring it back, rename the file.",
        )


def _demand_folder(settings: Settings, folder: Path) -> None:
    # All that a start would refuse of the folder alone. Raises Refused, BadSetting.
    from forms.city.city import load_city  # noqa: PLC0415 - listing cities reads no folder
    from portal.wiring.practice_content import demand_own  # noqa: PLC0415

    if not (folder / "city.yaml").is_file():
        raise Problem.of(
            f"--city {folder}：そこに city.yaml がありません。市のフォルダーの場所を確かめてください。",
            f"--city {folder}: there is no city.yaml.",
        )
    city = load_city(folder)
    if settings.env == "production":
        demand_own(city)


def _write(file: Path, settings: Settings, url: str, city: Path | None, database: str) -> None:
    # Nothing is left of a file that is refused.
    content = _TEMPLATE.format(name=file.stem, url=url, data=(settings.data / file.stem).resolve())
    content += f"KAKANAI_CITY={city.resolve()}\n" if city else ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content + (f"KAKANAI_DATABASE_URL={database}\n" if database else ""), encoding="utf-8")
        file.chmod(0o640)
    except PermissionError as refused:
        raise Problem.of(
            f"{refused.filename} に書けません。フォルダーの持ち主を、サービスの利用者にしてください（chown）。",
            f"{refused.filename} cannot be written: give the folder to the user of the service (chown).",
        ) from None
    try:
        demand_data_of_its_own(settings)
    except BaseException:
        file.unlink()
        raise


def _differing(file: Path, url: str, city: Path | None, database: str) -> list[str]:
    # A command that is typed again after a failure goes on; one with other words would have been passed over.
    wanted = {
        "KAKANAI_PUBLIC_URL": url,
        "KAKANAI_CITY": str(city.resolve()) if city else "",
        "KAKANAI_DATABASE_URL": database,
    }
    kept = dotenv_values(file)
    return [key for key, value in wanted.items() if value and (kept.get(key) or "") != value]


def _make_database(url: str) -> None:
    # By the role of the address, which needs CREATEDB if the database is missing.
    parsed = make_url(url).difference_update_query(["pooler"])
    if parsed.get_backend_name() != "postgresql" or not parsed.database:
        return
    # The name of a database is no parameter of a statement.
    name = parsed.database.replace('"', '""')
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
    )
    try:
        with engine.connect() as connection:
            there = connection.execute(
                text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": parsed.database}
            )
            if there.first() is None:
                connection.exec_driver_sql(
                    f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
                )
    except ProgrammingError as error:
        reason = str(error.orig).splitlines()[0]
        raise Problem.of(
            f"データベース {parsed.database} を作れません。役割に CREATEDB を足すか、createdb で作ってもらってください。",
            f"{parsed.database}: {reason}. Let its administrator make it: createdb --owner=…",
        ) from None
    finally:
        engine.dispose()


def _make_keys(settings: Settings) -> None:
    from portal.cli.keys import commands  # noqa: PLC0415

    folder = settings.data / "keys"
    if not (folder / FILE_NAME).exists():
        commands.create()
    if settings.zone != "outer" and not (folder / NUMBERS).exists():
        commands.numbers()
    if settings.zone != "inner" and settings.city != BLANK and not (folder / RECEIPTS).exists():
        commands.receipts()


def _shown(city: Settings) -> str:
    return make_url(city.database).render_as_string(hide_password=True)
