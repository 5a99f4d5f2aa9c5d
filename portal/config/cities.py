"""The cities of a joint installation (共同利用)."""

# A folder with one file `<name>.env` for each.
#
# The file is what the city would have as its own environment, without what belongs to the process: a city moves out with
# its file, its data folder and its database.

import os
import re
from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv.parser import Binding, parse_stream
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal.config.fault_words import fault_words, words_of
from portal.config.loading import settings_with
from portal.config.settings import BLANK, Settings
from portal.errors import BadSetting

# One value for all: they belong to the process and its machine.
OF_THE_PROCESS = frozenset(
    {
        "cities",
        "env",
        "zone",
        "host",
        "port",
        "mock_port",
        "threads",
        "log_level",
        "traces",
        "worker_metrics_port",
        "now",
    }
)
ENDED = ".ended"  # in place of .env: a city that has left; its commands still work
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_CODE = re.compile(r"""^code:\s*(["']?)([0-9]{6})\1""", re.MULTILINE)
_LAST_PREFECTURE = 47
_VARIABLE = re.compile(r"KAKANAI_[A-Z0-9_]+")


def load_cities(settings: Settings) -> Mapping[str, Settings]:
    """By name, in order of names. Raises BadSetting with all faults of all files."""
    folder, faults, words = Path(settings.cities), list[str](), list[str]()
    files = sorted(folder.glob("*.env")) if folder.is_dir() else []
    if not files:
        raise BadSetting(f"KAKANAI_CITIES={folder}: there is no file <name>.env; `kakanai cities add` makes one.")
    cities = {}
    for file in files:
        try:
            cities[file.stem] = load_city_file(file, settings)
        except BadSetting as bad:
            faults += bad.sentences
            words += words_of(bad)
    shared = _shared(cities)
    if faults or shared:
        raise BadSetting(*faults, *shared, words=[*words, *map(fault_words, shared)])
    return cities


def enter_city(name: str) -> None:
    """Its settings become the environment of this process and of those that it starts. Raises BadSetting."""
    settings = settings_with({})
    file = Path(settings.cities) / f"{name}.env"
    file = file if file.is_file() else file.with_suffix(ENDED)
    if not settings.cities or not file.is_file():
        raise BadSetting(f"KAKANAI_CITIES={settings.cities}: there is no city {name}.")
    load_city_file(file, settings)
    variables = {key: str(value) for key, value in (_usual(settings, name) | _read(file)[0]).items()}
    os.environ.update({f"KAKANAI_{key.upper()}": value for key, value in variables.items()})


def ended_hosts(settings: Settings) -> frozenset[str]:
    return frozenset(filter(None, map(_host_of, Path(settings.cities).glob(f"*{ENDED}"))))


def _host_of(ended: Path) -> str:
    # A file that cannot be read any more keeps no city from starting.
    with suppress(OSError, ValueError):
        return urlsplit(_read(ended)[0].get("public_url", "")).hostname or ""
    return ""


def is_city_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def demand_data_of_its_own(settings: Settings) -> None:
    """Raises BadSetting: a city that has ended keeps its data, which no other may be given."""
    ended, folder = dict[str, Settings](), Path(settings.cities)
    for file in folder.glob(f"*{ENDED}"):
        # That of a city which came back is of that city.
        if not file.with_suffix(".env").exists():
            with suppress(BadSetting, OSError, ValueError):
                ended[file.name] = load_city_file(file, settings)
    if faults := _shared({**load_cities(settings), **ended}, _DATA):
        raise BadSetting(*faults)


def load_city_file(file: Path, settings: Settings) -> Settings:
    """Raises BadSetting with file and line."""
    variables, lines, faults = _read(file)
    if not is_city_name(file.stem):
        faults.append(f"{file}: the name of a city is small letters, digits and hyphens, at most 40.")
    # Production may begin without a folder, in the browser. The folder of the process is no city's.
    for name in ("public_url", *(() if settings.city == BLANK else ("city",))):
        if name not in variables:
            faults.append(f"{file}: KAKANAI_{name.upper()} is missing.")
    for name in ("database_url", "database_replica_url"):
        if getattr(settings, name) and name not in variables:
            faults.append(f"{file}: KAKANAI_{name.upper()} is missing: each city has a database of its own.")
    if faults:
        raise BadSetting(*faults)
    try:
        return settings_with(_usual(settings, file.stem) | variables).called(file.stem)
    except BadSetting as bad:
        places = [_place(file, lines, sentence) for sentence in bad.sentences]
        raise BadSetting(
            *(f"{place}: {sentence}" for place, sentence in zip(places, bad.sentences, strict=True)),
            words=[f"{place}：{words}" for place, words in zip(places, words_of(bad), strict=True)],
        ) from None


def _usual(settings: Settings, name: str) -> dict[str, Any]:
    return {"cities": "", "data": settings.data / name, "connections": settings.connections or 2}


def _read(file: Path) -> tuple[dict[str, str], dict[str, int], list[str]]:
    # Values and lines by name of the setting, and what is no such line.
    variables, lines, faults = dict[str, str](), dict[str, int](), list[str]()
    try:
        with file.open(encoding="utf-8") as stream:
            bindings = [binding for binding in parse_stream(stream) if binding.key is not None or binding.error]
    except UnicodeDecodeError:
        return variables, lines, [f"{file}: it is not UTF-8."]
    for binding in bindings:
        where = f"{file}:{binding.original.line}"
        name = (binding.key or "").removeprefix("KAKANAI_").lower()
        if fault := _fault(binding, name, lines):
            faults.append(f"{where}: {fault}")
            continue
        variables[name], lines[name] = binding.value or "", binding.original.line
    return variables, lines, faults


def _fault(binding: Binding, name: str, lines: Mapping[str, int]) -> str:
    if binding.error or binding.value is None:
        return "a line is KAKANAI_…=value."
    if not str(binding.key).startswith("KAKANAI_") or name not in Settings.model_fields:
        return f"{binding.key} is not a setting of this service; see docs/settings.md."
    if name in OF_THE_PROCESS:
        return f"{binding.key} belongs to the process, with one value for all cities: set it in its environment."
    return f"{binding.key} is there twice: line {lines[name]}." if name in lines else ""


def _place(file: Path, lines: Mapping[str, int], sentence: str) -> str:
    named = (name.removeprefix("KAKANAI_").lower() for name in _VARIABLE.findall(sentence))
    line = next((lines[name] for name in named if name in lines), 0)
    return f"{file}:{line}" if line else str(file)


def _code(city: Settings) -> str:
    # "" without a folder, and for a code of no prefecture (JIS X 0401), which is no municipality's. The line alone: reading
    # the whole folder takes seconds for sixty cities, and says what is wrong with it later.
    with suppress(OSError, ValueError):
        line = _CODE.search((city.city / "city.yaml").read_text(encoding="utf-8"))
        if line and 1 <= int(line[2][:2]) <= _LAST_PREFECTURE:
            return line[2]
    return ""


# What two cities may never have in common, and how the place is compared.
_OWN: Mapping[str, Callable[[Settings], str]] = {
    "KAKANAI_PUBLIC_URL": lambda city: city.host_name,
    "KAKANAI_DATA": lambda city: str(city.data.resolve()),
    "KAKANAI_DATABASE_URL": lambda city: _database(city.database),
    "KAKANAI_DATABASE_REPLICA_URL": lambda city: _database(city.database_replica_url),
    "KAKANAI_CITY": lambda city: "" if city.city == BLANK else str(city.city.resolve()),
    # The provider names a person per client: with one client, two cities would know the person by one name.
    "KAKANAI_DAS_CLIENT_ID": lambda city: f"{city.das_issuer} {city.das_client_id}" if city.das_client_id else "",
    # Letters of one city would lead to the other's pages, where their numbers open nothing.
    "KAKANAI_RESIDENT_URL": lambda city: urlsplit(city.resident_url).hostname or "",
    # Fees of one city would be paid into the other's account.
    "KAKANAI_PAYMENTS_MERCHANT": lambda city: _account(
        city.payments_address, city.payments_merchant if city.payments == "hosted-page" else ""
    ),
    "KAKANAI_PAYMENTS_SECRET_FILE": lambda city: _folder(
        city.payments_secret_file if city.payments == "stripe" else ""
    ),
    "KAKANAI_SHOP_PAYMENT_ISSUER": lambda city: city.shop_payment_issuer,
    "KAKANAI_DEBITS_MERCHANT": lambda city: _account(
        city.debits_address, city.debits_merchant if city.debits_address else ""
    ),
    # A token names the service that it is for: with one name, it would open both cities.
    "KAKANAI_TOKEN_SERVER_AUDIENCE": lambda city: (
        f"{city.token_server} {city.token_server_audience}" if city.token_server_audience else ""
    ),
    "KAKANAI_IMPORT_FOLDER": lambda city: _folder(city.import_folder),
    "KAKANAI_EXPORT_FOLDER": lambda city: _folder(city.export_folder),
    "KAKANAI_EXPORT_BUCKET": lambda city: "/".join(filter(None, (city.export_bucket, city.export_bucket_folder))),
    "KAKANAI_FILES_BUCKET": lambda city: "/".join(filter(None, (city.files_bucket, city.files_bucket_folder))),
    "KAKANAI_COURIER_IN": lambda city: _folder(city.courier_in),
    "KAKANAI_COURIER_OUT": lambda city: _folder(city.courier_out),
    "KAKANAI_REGISTER_FILE": lambda city: _folder(city.register_file),
    "KAKANAI_REGISTER_URL": lambda city: _view(city.register_url),
    "KAKANAI_LINK_FILE": lambda city: _folder(city.link_file),
    # Core systems know a municipality by its code (D393).
    "The code in city.yaml": _code,
}
# What stays of a city that has ended. Its address, folder and code may be those of its successor.
_DATA = frozenset(
    {
        "KAKANAI_DATA",
        "KAKANAI_DATABASE_URL",
        "KAKANAI_DATABASE_REPLICA_URL",
        "KAKANAI_EXPORT_BUCKET",
        "KAKANAI_FILES_BUCKET",
    }
)


def _shared(cities: Mapping[str, Settings], variables: Container[str] = _OWN) -> list[str]:
    faults = []
    for variable in filter(variables.__contains__, _OWN):
        place, names = _OWN[variable], defaultdict(list)
        for name, city in cities.items():
            names[place(city)].append(name)
        faults += [
            f"{variable}: {', '.join(several)} have the same; no city may reach what is another's."
            for value, several in names.items()
            if value and len(several) > 1
        ]
    if "KAKANAI_RESIDENT_URL" in variables:
        faults += [
            f"KAKANAI_RESIDENT_URL of {name} is the address of {other}: its letters would lead there."
            for name, city in cities.items()
            for other, neighbour in cities.items()
            if name != other and urlsplit(city.resident_url).hostname == neighbour.host_name
        ]
    folders = {name: city.data.resolve() for name, city in cities.items()}
    faults += [
        f"KAKANAI_DATA: the folder of {inner} is inside that of {outer}."
        for inner, folder in folders.items()
        for outer, other in folders.items()
        if other in folder.parents
    ]
    return faults


def _account(address: str, merchant: str) -> str:
    return f"{address.rstrip('/')} {merchant}" if merchant else ""


def _folder(path: str) -> str:
    return str(Path(path).resolve()) if path else ""


def _database(url: str) -> str:
    # Without user, password and what else a connection is given: whatever these say, it is the same database.
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        return ""  # refused where it is opened
    if parsed.get_backend_name() == "sqlite":
        return _folder(parsed.database or "")
    place = {
        "host": parsed.host or "",
        "port": str(parsed.port or 5432),
        "dbname": parsed.database or "",
        **parsed.query,
    }
    return " ".join(str(place.get(name, "")) for name in ("service", "hostaddr", "host", "port", "dbname"))


def _view(url: str) -> str:
    # With the user and the options: a database that cities have in common shows each its own people by these.
    if not (place := _database(url)):
        return ""
    parsed = make_url(url)
    return f"{parsed.query.get('user') or parsed.username} {parsed.query.get('options', '')} {place}"
