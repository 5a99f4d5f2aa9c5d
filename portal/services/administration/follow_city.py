"""The city as its editions in force have it (D293): every process reads them when one is new."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from forms.city.city import City, load_city
from forms.city.parts import CityPart, lay
from forms.complaints import Complaint, Refused
from portal.db import Unit
from portal.logs import log_bug
from portal.services.administration.city_parts import city_part
from portal.services.administration.fit_whole import misfits
from portal.services.administration.needs import Administered
from portal.services.shared.city_rules import put
from portal.services.shared.installation import LaidCity
from portal.store.administration import city_editions
from portal.store.administration.city_editions import EditionRow


def follow_city(installation: Administered) -> int:
    laid = installation.laid
    with installation.database.read() as unit:
        count = city_editions.count(unit)
        if count == laid.count:
            return 0
        texts = texts_in_force(unit)
    try:
        laid.left_out = lay_fitting(installation.city, texts, lambda city: of_whole(installation, city))
        laid.kept = False
    except Refused as refused:  # the files have changed since the start
        laid.kept = True
        log_bug("follow_city", refused)
    laid.count = count
    return 1


def lay_first(city: City, laid: LaidCity, unit: Unit) -> None:
    """At a start, before procedures are known. Raises Refused if the files are wrong without any edition too."""
    laid.count = city_editions.count(unit)
    if laid.count:
        laid.left_out = lay_fitting(city, texts_in_force(unit), lambda _city: ())


def texts_in_force(unit: Unit, but: EditionRow | None = None, without: Container[str] = ()) -> dict[CityPart, str]:
    """`but`: with this one in its place; `without`: parts that were left out."""
    rows: Mapping[str, EditionRow] = city_editions.in_force(unit)
    rows = {name: row for name, row in rows.items() if name not in without} | ({but.part: but} if but else {})
    texts = dict[CityPart, str]()
    for name, row in rows.items():
        with suppress(KeyError):  # a part of another release
            texts |= {city_part(name): row.text} if not row.to_file else {}
    return texts


def lay_fitting(
    city: City, texts: Mapping[CityPart, str], unfit: Callable[[City], Sequence[Complaint]]
) -> tuple[str, ...]:
    """Lays all that bring no complaint of their own; gives the parts left to the file. Raises Refused."""
    left = dict[CityPart, str]()
    newer, complaints = _tried(city, texts, unfit)
    if newer is None or complaints:
        bare = city_of(city, {})
        known = unfit(bare)
        if newer is None or new_complaints(known, complaints):
            newer, left = _one_by_one(bare, known, texts, unfit)
    put(city, newer)
    return tuple(part.id for part in left)


def _one_by_one(
    bare: City, known: Sequence[Complaint], texts: Mapping[CityPart, str], unfit: Callable[[City], Sequence[Complaint]]
) -> tuple[City, dict[CityPart, str]]:
    newer, laid, left, again = bare, dict[CityPart, str](), dict(texts), True
    while left and again:  # one may need another that comes later
        again = False
        for part, text in tuple(left.items()):
            candidate, complaints = _tried(bare, {**laid, part: text}, unfit)
            if candidate is not None and not new_complaints(known, complaints):
                newer, known, again = candidate, complaints, True
                laid[part] = left.pop(part)
    return newer, left


def _tried(
    city: City, texts: Mapping[CityPart, str], unfit: Callable[[City], Sequence[Complaint]]
) -> tuple[City | None, Sequence[Complaint]]:
    try:
        newer = city_of(city, texts)
        return newer, unfit(newer)
    except Refused as refused:
        return None, refused.complaints


def new_complaints(before: Iterable[Complaint], after: Iterable[Complaint]) -> list[Complaint]:
    """Those of `after` that were not there before, wherever their lines are now."""
    known, new = Counter(map(_same, before)), list[Complaint]()
    for each in after:
        was = _same(each)
        known[was] -= 1
        if known[was] < 0:
            new.append(each)
    return new


def _same(complaint: Complaint) -> tuple[str, str, str]:
    return Path(complaint.file).name, complaint.key, complaint.text


def city_of(city: City, texts: Mapping[CityPart, str]) -> City:
    """Raises Refused."""
    return load_city(city.folder, lay(city.folder, texts))


def of_whole(installation: Administered, city: City) -> list[Complaint]:
    procedures = installation.catalogue.all()
    return misfits(city, procedures, installation.guides, installation.layouts, installation.clock.today())
