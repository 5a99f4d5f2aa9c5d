"""Content made for practice, which a production start refuses whatever its name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.x509.oid import NameOID

from forms.city.city import City, load_city
from integrations.keys.local import FILE_NAME, NUMBERS, is_for_practice
from integrations.signatures.own_key import FILE_NAME as RECEIPTS
from integrations.signatures.own_key import issued_to
from integrations.sockets.layout_socket import NUMBER_USE, Layout
from portal.config import TREE, Settings
from portal.config.settings import BLANK
from portal.db import Unit
from portal.errors import BadSetting
from portal.services.shared.city_rules import is_nameless
from portal.store.administration import city_editions
from portal.store.administration.city_editions import IN_FORCE

_OWN_FACTS = ("care_insurer", "prefecture", "name", "security_contact")
_ASSUMED = "本物の業者に合わせていない引渡しの形があります（KAKANAI_LAYOUTS）。外すか、業者の言う形にして basis に vendor か fact と書いてください。"
Fault = tuple[str, str]  # in English and in Japanese
_GUESSED = frozenset({"core-system", NUMBER_USE})


def demand_real(settings: Settings, city: City, layouts: Mapping[str, Layout]) -> None:
    """Raises BadSetting."""
    fictional = _fictional()
    faults = [*_of_city(city, fictional)] if settings.city != BLANK else []
    faults += _of_keys(settings.data / "keys", fictional)
    if settings.zone != "outer":
        faults += [(sentence, _ASSUMED) for sentence in (guessed(layouts.values()),) if sentence]
    _refuse(faults)


def demand_own(city: City) -> None:
    # Of its folder alone. Raises BadSetting.
    _refuse([*_of_city(city, _fictional())])


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise BadSetting(*(sentence for sentence, _ in faults), words=[words for _, words in faults])


def _fictional() -> City:
    return load_city(TREE / "forms" / "cities" / "mihon")


def demand_folder(settings: Settings, unit: Unit) -> None:
    # Raises BadSetting where a city's folder was in use and is not set any more: a new installation has no application and no key that signs
    # receipts before an edition names the city.
    if settings.env != "production" or settings.city != BLANK:
        return
    from portal.store.disposal import disposals  # noqa: PLC0415 - only a start without a folder reads them

    begun = (settings.data / "keys" / RECEIPTS).exists() or bool(disposals.newest(unit))
    if begun and not any(row.state == IN_FORCE for row in city_editions.of_part(unit, "city")):
        raise BadSetting(
            "KAKANAI_CITY is not set: this installation was begun with a folder of the city's files.",
            words=[
                "KAKANAI_CITY がありません。この設置は、市のフォルダーで始めました。そのフォルダーを書いてください。"
            ],
        )


def _of_city(city: City, fictional: City) -> Iterator[Fault]:
    # JIS X 0401: prefectures are 01 to 47.
    at = f"KAKANAI_CITY={city.folder}"
    if not 1 <= int(city.code[:2]) <= 47:
        whose = "has no municipality's code yet" if is_nameless(city) else "is the fictional city"
        yield (
            f"{at} {whose}: its code {city.code} belongs to no prefecture.",
            f"市のコード {city.code} が、都道府県のものではありません。{city.folder}/city.yaml に、市のコードと名前を書いてください。",
        )
    same = [name for name in _OWN_FACTS if getattr(city, name) and getattr(city, name) == getattr(fictional, name)]
    if same:
        yield (
            f"{at}: city.yaml has the fictional city's {', '.join(same)}.",
            f"city.yaml に、見本市のものが残っています：{'、'.join(same)}。市のものに書きかえてください。",
        )
    people = {(row.name, row.birth) for row in fictional.people}
    known = [row.full_name for row in city.people if (row.name, row.birth) in people]
    if known:
        yield (
            f"{at}: people.yaml has {len(known)} fictional people, the first is {known[0]}; write `people: []`.",
            f"people.yaml に、見本の人が{len(known)}人います。people: [] と書いてください。",
        )
    towns = [row.town for row in city.towns if row in set(fictional.towns)]
    if towns:
        yield (
            f"{at}: postal.yaml has {len(towns)} towns of the fictional city, the first is {towns[0]}.",
            f"postal.yaml に、見本市の町が{len(towns)}件あります。市の町に書きかえてください。",
        )


def _of_keys(folder: Path, fictional: City) -> Iterator[Fault]:
    for name in (FILE_NAME, NUMBERS):
        if is_for_practice(folder / name):
            yield (
                f"{folder / name} was made by a demo or a test: make production's own with `kakanai keys`.",
                f"{folder / name} は、デモか試験の鍵です。本番の鍵を kakanai keys で作ってください。",
            )
    if issued_to(folder, NameOID.ORGANIZATION_NAME) == fictional.name:
        yield (
            f"{folder / RECEIPTS} signs for {fictional.name}: make production's own with `kakanai keys receipts`.",
            f"{folder / RECEIPTS} は、{fictional.name}の鍵です。本番の鍵を kakanai keys receipts で作ってください。",
        )


def guessed(layouts: Iterable[Layout]) -> str:
    names = [layout.id for layout in layouts if layout.basis == "assumption" and layout.purpose in _GUESSED]
    return (
        f"KAKANAI_LAYOUTS: {', '.join(names)}: assumed for the demo, no vendor's; remove them, or write "
        "`basis: vendor` or `fact` with what the vendor says."
        if names
        else ""
    )
