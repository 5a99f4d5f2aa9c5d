"""The facts of one city, each value dated: who holds a duty, settings, closed days, counters, towns, demo people, and
what can be chosen (`forms.offers`).

Knows no procedure: whether a duty or a setting that a procedure names is here, is asked by whoever has both.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, StringConstraints

from forms.announcements import AnnouncementsFile
from forms.calendar import ClosedDays, add_years
from forms.complaints import Complaint, Refused
from forms.dated import Dated, Id, Words, in_order, told_apart
from forms.environment import Branch, Facility, Slot, Town
from forms.identity_papers import FILE as IDENTITY_PAPERS
from forms.identity_papers import IdentityPapersFile
from forms.leaflets import OwnLeaflets
from forms.offers import BanksFile, FacilitiesFile, SlotsFile
from forms.points import PointsFile, PointTable
from forms.qualifications import Insurer, Qualifications, Scheme
from forms.reading import Day, Sheet, read_sheet
from forms.synonyms import SynonymsFile, shipped
from forms.years import YearsFile

Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]+$")]
Postal = Annotated[str, StringConstraints(pattern=r"^[0-9]{7}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
VideoAddress = Annotated[str, StringConstraints(pattern=r"^(https://[^\s<>\"']{1,300})?$")]
SettingValue = bool | int | str


class Office(Dated):
    """The section that holds a duty. `authority` is the one in whose name it decides (処分庁), `symbol` what its document
    numbers begin with (文書記号). `approval`: its outcomes are approved by a second person (決裁). `paper_after`: after so many days a
    notice that nobody opened on line goes by post (an own choice of the section; no law names the days)."""

    office: Words
    telephone: Words
    place: Words
    authority: Words
    symbol: str = ""
    approval: bool = False
    paper_after: Annotated[int, Field(ge=1, le=90)] = 10


class DatedSetting(Dated):
    """A value that a procedure asked for by name."""

    value: SettingValue


class ClosedDay(Sheet):
    """One more day on which the offices are closed, and why."""

    day: Day
    reason: Words


class Counter(Sheet):
    """A place where applications are taken at the counter door. `cash`: fees may be paid there in cash."""

    id: Id
    title: Words
    cash: bool = False


class PaperByTwo(Dated):
    """A procedure whose paper forms one member of staff keys and another registers, in these days. `blind`: the other keys it too,
    without seeing what the first keyed."""

    procedure: Id
    blind: bool = False


class Colours(Sheet):
    """The city's colour, and what is written on it."""

    main: Colour
    on_main: Colour


class CityFile(Sheet):
    """`city.yaml`. `code` is the 全国地方公共団体コード with check digit, `care_insurer` the 介護保険者番号,
    `service` what the city calls this service. `warn_days`: so many days, today counted, before a period ends the desk warns (an own
    choice; no law names them). `video`: where the city holds talks by video, shown as a link and never inside our
    pages; `paper_by_two`: forms that one keys and another registers; `insurers`: who insures its people. A `mark.svg` beside the file replaces our mark."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    care_insurer: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    prefecture: Words
    name: Words
    service: Words = "書かない申請"
    warn_days: Annotated[int, Field(ge=1, le=60)] = 7
    colours: Colours
    languages: tuple[Literal["ja", "easy"], ...]
    telephone: Words
    hours: Words
    contact: Words
    video: VideoAddress = ""
    paper_by_two: tuple[PaperByTwo, ...] = ()
    duties: Mapping[Id, Annotated[tuple[Office, ...], AfterValidator(in_order)]]
    settings: Mapping[Id, Mapping[str, Annotated[tuple[DatedSetting, ...], AfterValidator(in_order)]]]
    insurers: Mapping[Scheme, Annotated[tuple[Insurer, ...], AfterValidator(in_order)]] = {}
    closed: tuple[ClosedDay, ...]
    counters: Annotated[tuple[Counter, ...], AfterValidator(told_apart)]


class Address(Sheet):
    """An address as the register writes it; `town` from the prefecture on, `building` is the 方書."""

    postal: Postal
    town: Words
    street: Words
    building: str = ""


class Person(Sheet):
    """A fictional resident. `name` and `kana`: family and given, or the whole name alone (在留カード form). `card`:
    has a マイナンバーカード; `care_number` the 介護保険被保険者番号, "" without one; `relation` the 続柄 to the head of the
    household; `moved_in` the day on which they came from another city, `since` that on which they became residents (住民となった年月日);
    `holds`: what the city holds of their insurance; `protected`: DV支援措置 and the like. `card_state`:
    what became of the card: moved (its certificate for signatures ended with the old address), expired, locked (five
    wrong passwords) or ended (they died); `card_generation` "next": a card of the coming kind. `alias`: 通称, beside the
    name on the card; `card_name`: as the card writes the name, where it cannot write it as the register does."""

    id: Id
    household: Words
    name: Annotated[tuple[Words, ...], Field(min_length=1, max_length=2)]
    kana: Annotated[tuple[Words, ...], Field(min_length=1, max_length=2)]
    birth: Day
    sex: Literal["male", "female", "other", "unknown"]
    address: Address
    card: bool
    care_number: Annotated[str, StringConstraints(pattern=r"^([0-9H][0-9]{9})?$")] = ""
    relation: str = ""
    moved_in: Day | None = None
    since: Day | None = None
    holds: Qualifications = Qualifications()
    protected: bool = False
    card_state: Literal["good", "moved", "expired", "locked", "ended"] = "good"
    card_generation: Literal["2023", "next"] = "2023"
    alias: str = ""
    card_name: str = ""
    about: Words

    @property
    def full_name(self) -> str:
        """As the card writes it: family and given name parted by an ideographic space (U+3000)."""
        return "　".join(self.name)

    @property
    def full_kana(self) -> str:
        return "　".join(self.kana)


class PeopleFile(Sheet):
    """`people.yaml`: fictional residents as they are on `as_of`."""

    as_of: Day
    people: Annotated[tuple[Person, ...], AfterValidator(told_apart)]


class TownRow(Sheet):
    """One town of a postal code; one code may name several towns."""

    postal: Postal
    prefecture: Words
    city: Words
    town: Words
    kana: str = ""


class PostalFile(Sheet):
    """`postal.yaml`: towns that no postal package has, or has otherwise."""

    towns: tuple[TownRow, ...]


class City(CityFile):
    """One city, whole, as it stands in `folder`. Days are calendar days of Asia/Tokyo."""

    residents: PeopleFile
    towns: tuple[Town, ...]
    branches: tuple[Branch, ...]
    places: FacilitiesFile
    times: SlotsFile
    synonyms: SynonymsFile
    leaflets: OwnLeaflets
    announcements: AnnouncementsFile
    folder: Path
    points: PointsFile = PointsFile()
    fiscal: YearsFile = YearsFile()
    identity: IdentityPapersFile = IdentityPapersFile()

    def office(self, duty: str, on: date) -> Office:
        """The section that holds `duty` on that day. KeyError if the city file gives it to none."""
        for row in self.duties[duty]:
            if row.holds(on):
                return row
        raise KeyError(f"{duty} on {on}")

    def settings_of(self, procedure: str, on: date) -> Mapping[str, SettingValue]:
        """What the city has set for a procedure on that day, by name; what is absent keeps the procedure's default."""
        return {
            name: row.value for name, rows in self.settings.get(procedure, {}).items() for row in rows if row.holds(on)
        }

    def setting(self, procedure: str, name: str, on: date) -> SettingValue | None:
        """One of `settings_of`, or None where the city has set nothing."""
        return self.settings_of(procedure, on).get(name)

    def insurer(self, scheme: Scheme, on: date) -> Insurer | None:
        """Who insures by that scheme here on that day; None where the city file does not say it."""
        return next((row for row in self.insurers.get(scheme, ()) if row.holds(on)), None)

    def by_two(self, procedure: str, on: date) -> bool:
        """Whether a paper form of this procedure is keyed by one and registered by another on that day."""
        return any(one.procedure == procedure and one.holds(on) for one in self.paper_by_two)

    def keyed_blind(self, procedure: str, on: date) -> bool:
        """Whether that other keys it anew before it is registered."""
        return any(one.procedure == procedure and one.blind and one.holds(on) for one in self.paper_by_two)

    def points_for(self, procedure: str, on: date) -> tuple[PointTable, ...]:
        """By what applications for a procedure that arrived on that day are put in an order: one table, or one for each 年度."""
        return tuple(one for one in self.points.tables if one.procedure == procedure and one.holds(on))

    def calendar(self) -> ClosedDays:
        """Weekends, holidays, 12/29–1/3 and the days that this city adds."""
        return ClosedDays(frozenset(row.day for row in self.closed))

    @property
    def people(self) -> tuple[Person, ...]:
        """The residents as they are on the day that the file was written for."""
        return self.residents.people

    def people_on(self, today: date) -> tuple[Person, ...]:
        """The residents with births moved by the whole years between `as_of` and `today`, so that a demo in five years
        meets people of the same ages. Earlier days move them back: nobody is yet unborn."""
        as_of = self.residents.as_of
        years = today.year - as_of.year - ((today.month, today.day) < (as_of.month, as_of.day))
        return tuple(_aged(row, years) for row in self.people)

    def facilities(self, kind: str, on: date) -> tuple[Facility, ...]:
        """What can be wished for on that day, in the order of the file; () for a kind that the city has none of."""
        return self.places.of(kind, on)

    def slots(self, resource: str, on: date) -> tuple[Slot, ...]:
        """What can be booked after that day. Who booked is not known here: `left` is the whole capacity."""
        return self.times.of(resource, on, self.calendar())


def load_city(folder: Path) -> City:
    """The city in `folder`: city.yaml, people.yaml, postal.yaml, leaflets.yaml, and banks.yaml, facilities.yaml,
    slots.yaml, synonyms.yaml, announcements.yaml, points.yaml, years.yaml, identity_papers.yaml where the city has such rows. `Refused`
    with the complaints of all files."""
    complaints: list[Complaint] = []

    def read(name: str, kind: type[_F]) -> _F | None:
        try:
            return read_sheet(folder / name, kind)
        except Refused as refused:
            complaints.extend(refused.complaints)
            return None

    def read_offer(name: str, kind: type[_O]) -> _O:
        path = folder / name
        return (read(name, kind) if path.exists() or path.is_symlink() else None) or kind()

    facts, residents, postal, leaflets = (
        read("city.yaml", CityFile),
        read("people.yaml", PeopleFile),
        read("postal.yaml", PostalFile),
        read("leaflets.yaml", OwnLeaflets),
    )
    banks, places, times = (
        read_offer("banks.yaml", BanksFile),
        read_offer("facilities.yaml", FacilitiesFile),
        read_offer("slots.yaml", SlotsFile),
    )
    synonyms = shipped().with_those_of(read_offer("synonyms.yaml", SynonymsFile))
    announcements, points = read_offer("announcements.yaml", AnnouncementsFile), read_offer("points.yaml", PointsFile)
    fiscal, identity = read_offer("years.yaml", YearsFile), read_offer(IDENTITY_PAPERS, IdentityPapersFile)
    if complaints or facts is None or residents is None or postal is None or leaflets is None:
        raise Refused(complaints)
    return City(
        **dict(facts),
        residents=residents,
        towns=tuple(Town(**dict(row)) for row in postal.towns),
        branches=tuple(Branch(**dict(row)) for row in banks.branches),
        places=places,
        times=times,
        synonyms=synonyms,
        leaflets=leaflets,
        announcements=announcements,
        folder=folder,
        points=points,
        fiscal=fiscal,
        identity=identity,
    )


_F = TypeVar("_F", bound=Sheet)
_O = TypeVar("_O", bound=Sheet)


def _aged(person: Person, years: int) -> Person:
    came, since = (None if day is None else _moved(day, years) for day in (person.moved_in, person.since))
    return person.model_copy(update={"birth": _moved(person.birth, years), "moved_in": came, "since": since})


def _moved(birth: date, years: int) -> date:
    moved = add_years(birth, years)
    # Born on 29 February: 1 March, because both reach an age on the last day of February (年齢計算ニ関スル法律).
    return moved if moved.day == birth.day else moved.replace(month=3, day=1)
