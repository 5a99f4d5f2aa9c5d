from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from portal.cli.problem import Problem, as_typed
from portal.config import Settings, load_settings
from portal.config.settings import BLANK
from portal.logs import configure_logs

if TYPE_CHECKING:
    from forms.city.city import City
    from portal.services.shared.installation import Installation
    from portal.wiring.records import OpenedRecords


@contextmanager
def opened() -> "Iterator[Installation]":
    from portal.wiring import install  # noqa: PLC0415 - half a second, which a command for files does not need

    installation = install(_logging(load_settings()), whole=False)
    try:
        yield installation
    finally:
        installation.database.close()


@contextmanager
def opened_records() -> "Iterator[OpenedRecords]":
    """Without neighbours; with layouts and definitions only where editions of the city are in force."""
    from portal.wiring.records import open_records  # noqa: PLC0415 - commands for files and tables need no keys

    records = open_records(_logging(load_settings()))
    try:
        yield records
    finally:
        records.database.close()


# With what administrators wrote in the browser. Who writes definitions has files alone: there is no key yet.
def city_in_force() -> "City":
    from forms.city.city import load_city  # noqa: PLC0415 - as above
    from integrations.keys.local import FILE_NAME  # noqa: PLC0415 - as above

    settings = load_settings(env="test")  # without the checks for production
    if not (settings.data / "keys" / FILE_NAME).exists():
        return load_city(settings.city)
    with opened_records() as records:
        return records.city


# As administrators named it where there are no files of it. Raises Problem.
def named_city(settings: Settings) -> "City":
    from forms.city.city import load_city  # noqa: PLC0415 - as above

    city = load_city(settings.city)
    if settings.city == BLANK:
        with opened_records() as records:
            city = records.city
    demand_name(settings, city)
    return city


# It stays in keys and certificates for years. The code of practice is of no prefecture either. Raises Problem.
def demand_name(settings: Settings, city: "City") -> None:
    from portal.services.administration.begin_city import is_unnamed  # noqa: PLC0415 - as above
    from portal.services.shared.city_rules import is_nameless  # noqa: PLC0415 - as above

    if not (is_nameless(city) or (settings.env == "production" and is_unnamed(city))):
        return
    if settings.city == BLANK:
        setup = as_typed("city code")
        raise Problem.of(
            f"市の名前がまだありません。先に、画面で設定してください（{setup}）。",
            f"The city has no name yet: it is set up in the browser first (`{setup}`).",
        )
    raise Problem.of(
        f"市の名前がまだありません。先に、{settings.city}/city.yaml に市のコードと名前を書いてください。",
        f"The city has no name yet: write its code and name into {settings.city}/city.yaml first.",
    )


def _logging(settings: Settings) -> Settings:
    configure_logs(settings.log_level, kept=False)
    return settings
