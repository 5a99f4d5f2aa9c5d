from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from forms.city.announcements import AnnouncementsFile
from forms.city.counters import Counter, or_window
from forms.city.dated import Dated, Id, Line, Words, in_order, unique_ids
from forms.city.entrance import FILE as ENTRANCE
from forms.city.entrance import EntranceFile
from forms.city.faq import FILE as FAQ
from forms.city.faq import FaqFile, with_shipped
from forms.city.handouts import FILE as HANDOUTS
from forms.city.handouts import HandoutsFile
from forms.city.identity_papers import FILE as IDENTITY_PAPERS
from forms.city.identity_papers import IdentityPapersFile
from forms.city.kept_lists import FILE as LISTS
from forms.city.kept_lists import ListsFile
from forms.city.leaflets import OwnLeaflets
from forms.city.notices import FILE as NOTICES
from forms.city.notices import NoticesFile
from forms.city.retention import FILE as RETENTION
from forms.city.retention import RetentionFile
from forms.city.tickets import FILE as TICKETS
from forms.city.tickets import TicketsFile
from forms.city.times import SlotsFile
from forms.complaints import Complaint, Refused
from forms.definition.outcome import CORE_SYSTEM, NOTICE_SETTING, Outcome
from forms.definition.points import PointsFile, PointTable
from forms.definition.procedure import Procedure
from forms.definition.qualifications import Insurer, Qualifications, Scheme
from forms.definition.years import YearsFile
from forms.numbers.calendar import ClosedDays, add_years
from forms.numbers.check_digits import demand_last, of_municipality
from forms.path.environment import Branch, Facility, ListEntry, Slot, Town
from forms.path.offers import BanksFile, FacilitiesFile
from forms.text.reading import Day, Sheet, complaint_at, read_sheet, read_text
from forms.text.synonyms import SynonymsFile, shipped
from forms.text.translations import translate, with_original

Postal = Annotated[str, StringConstraints(pattern=r"^[0-9]{7}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
SecurityContact = Annotated[str, StringConstraints(pattern=r"^((https://|mailto:|tel:\+)[!-~]{3,300})?$")]
VideoAddress = Annotated[str, StringConstraints(pattern=r"^(https://[^\s<>\"']{1,300})?$")]
NO_CODE = "000000"  # of an installation that has no city yet
SettingValue = bool | int | str | dict[str, int]


class Office(Dated):
    # `authority`: 処分庁; `superior`: the highest above it, if it decides by delegation; `entity`: whose authority it
    # is, "" = the city; `seal`: picture of the 公印 beside the file, "" = （公印省略）; `symbol`: 文書記号; `approval`: 決裁 by a second
    # person. `news`: mail about new applications, each morning or within a quarter of an hour. An unopened online notice is posted after `paper_after` days (no law). `ruling_days`: 標準審理期間 of
    # appeals (行政不服審査法16条), None if unknown.

    office: Words
    telephone: Words
    place: Words
    authority: Words
    superior: str = ""
    entity: str = ""
    seal: Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9-]*\.(png|svg))?$")] = ""
    fax: str = ""
    mail: str = ""
    news: Literal["", "morning", "arrival"] = ""
    symbol: str = ""
    approval: bool = False
    paper_after: Annotated[int, Field(ge=1, le=90)] = 10
    ruling_days: Annotated[int, Field(ge=1, le=1000)] | None = None

    @model_validator(mode="after")
    def _reaches(self) -> "Office":
        if self.news and "@" not in self.mail:
            raise ValueError("news are sent by mail: write the mail address of the office, or leave news out")
        return self

    def in_(self, language: str) -> "Office":
        """As a reader of that language finds it, the name with the Japanese that is on doors and letters."""
        names = {"office": with_original(language, self.office), "place": translate(language, self.place)}
        return self if language == "ja" else self.model_copy(update=names)


class DatedSetting(Dated):
    value: SettingValue


class ClosedDay(Sheet):
    day: Day
    reason: Words


class PaperByTwo(Dated):
    """Two members key and register; with `blind` the second keys again unseen."""

    procedure: Id
    blind: bool = False


class Colours(Sheet):
    main: Colour
    on_main: Colour


class Baseline(Sheet):
    """The default comparison; both days included."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day

    @model_validator(mode="after")
    def _in_order(self) -> "Baseline":
        if self.to < self.from_:
            raise ValueError(f"ends on {self.to}, before it begins on {self.from_}: exchange the two days")
        return self


class OpenFigures(Dated):
    """`/figures`: quarters that begin between these days, under this licence."""

    licence: Annotated[str, StringConstraints(pattern=r"^https://[!-~]{3,300}$")]
    licence_name: Words


def _checked(code: str) -> str:
    return code if code == NO_CODE else demand_last(code, of_municipality(code[:-1]))


class CityFile(Sheet):
    """`city.yaml`. `code`: 全国地方公共団体コード with check digit; `care_insurer`: 介護保険者番号. The desk warns `warn_days` before a
    deadline, today included (no law). `file_days`: a file given to an applicant may be fetched so long. `withdraw_reason`: a withdrawal needs a reason. `track_shows_only`: by number and code an application is only looked at. `post_to`: where paper is sent. `video` is a link, never embedded. `security_contact`: URI in `security.txt`
    (RFC 9116). A `mark.svg` beside the file replaces the default."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$"), AfterValidator(_checked)]
    care_insurer: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    prefecture: Words
    name: Line
    service: Line = "書かない申請"
    warn_days: Annotated[int, Field(ge=1, le=60)] = 7
    file_days: Annotated[int, Field(ge=1, le=365)] = 30
    colours: Colours
    languages: tuple[Literal["ja", "easy", "en", "zh-Hans", "zh-Hant", "ko", "vi", "pt", "es", "ne", "fil", "id"], ...]
    telephone: Words
    hours: Words
    contact: Words
    post_to: str = ""
    video: VideoAddress = ""
    security_contact: SecurityContact = ""
    paper_by_two: tuple[PaperByTwo, ...] = ()
    withdraw_reason: bool = False
    track_shows_only: bool = False
    baseline: Baseline | None = None
    open_figures: OpenFigures | None = None
    duties: Mapping[Id, Annotated[tuple[Office, ...], AfterValidator(in_order)]]
    settings: Mapping[Id, Mapping[str, Annotated[tuple[DatedSetting, ...], AfterValidator(in_order)]]]
    insurers: Mapping[Scheme, Annotated[tuple[Insurer, ...], AfterValidator(in_order)]] = {}
    closed: tuple[ClosedDay, ...]
    counters: Annotated[tuple[Counter, ...], AfterValidator(unique_ids), AfterValidator(or_window)]


class Address(Sheet):
    """`town` begins with the prefecture; `building` is the 方書."""

    postal: Postal
    town: Words
    street: Words
    building: str = ""


class Person(Sheet):
    # Fictional. `name`, `kana`: one part on a 在留カード. `care_number`: 介護保険被保険者番号; `relation`: 続柄 to the head; `since`:
    # 住民となった年月日; `protected`: DV支援措置 etc. `card_state`: moved (certificate ended), expired, locked (five wrong
    # passwords), ended (death); `card_generation` "next": the coming card; `alias`: 通称; `card_name`: if spelled
    # differently there.

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
        """Joined by U+3000 as on the card."""
        return "　".join(self.name)

    @property
    def full_kana(self) -> str:
        return "　".join(self.kana)


class PeopleFile(Sheet):
    as_of: Day
    people: Annotated[tuple[Person, ...], AfterValidator(unique_ids)]


class TownRow(Sheet):
    postal: Postal
    prefecture: Words
    city: Words
    town: Words
    kana: str = ""


class PostalFile(Sheet):
    towns: tuple[TownRow, ...]


_F = TypeVar("_F", bound=Sheet)
_O = TypeVar("_O", bound=Sheet)


class City(CityFile):
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
    entrance: EntranceFile = EntranceFile()
    kept: ListsFile = ListsFile()
    notices: NoticesFile = NoticesFile()
    retention: RetentionFile = RetentionFile()
    own_faq: FaqFile = FaqFile()
    tickets: TicketsFile = TicketsFile()
    handouts: HandoutsFile = HandoutsFile()
    laid: Mapping[str, str] = {}  # file → the text that counts in its place

    def complaint_at(self, file: str, steps: tuple[int | str, ...], key: str, text: str) -> Complaint:
        return complaint_at(self.folder / file, steps, key, text, self.laid.get(file))

    def office(self, duty: str, on: date) -> Office:
        for row in self.duties[duty]:
            if row.holds(on):
                return row
        raise KeyError(f"{duty} on {on}")

    def settings_of(self, procedure: str, on: date) -> Mapping[str, SettingValue]:
        return {
            name: row.value for name, rows in self.settings.get(procedure, {}).items() for row in rows if row.holds(on)
        }

    def setting(self, procedure: str, name: str, on: date) -> SettingValue | None:
        return self.settings_of(procedure, on).get(name)

    def core_writes(self, procedure: Procedure, outcome: Outcome, on: date) -> bool:
        if outcome.written_by or not outcome.notice:
            return outcome.written_by == CORE_SYSTEM
        own = self.setting(procedure.id, NOTICE_SETTING, on)
        return (own or procedure.settings[NOTICE_SETTING].default) == CORE_SYSTEM

    def insurer(self, scheme: Scheme, on: date) -> Insurer | None:
        return next((row for row in self.insurers.get(scheme, ()) if row.holds(on)), None)

    def by_two(self, procedure: str, on: date) -> bool:
        return any(row.procedure == procedure and row.holds(on) for row in self.paper_by_two)

    def keyed_blind(self, procedure: str, on: date) -> bool:
        return any(row.procedure == procedure and row.blind and row.holds(on) for row in self.paper_by_two)

    def points_for(self, procedure: str, on: date) -> tuple[PointTable, ...]:
        return tuple(table for table in self.points.tables if table.procedure == procedure and table.holds(on))

    @cached_property
    def calendar(self) -> ClosedDays:
        return ClosedDays(frozenset(row.day for row in self.closed))

    @cached_property
    def faq(self) -> tuple[FaqFile, ...]:
        return with_shipped(self.own_faq)

    @property
    def people(self) -> tuple[Person, ...]:
        return self.residents.people

    def people_on(self, today: date) -> tuple[Person, ...]:
        """Moves births by the years since `as_of`: demos always show the same ages."""
        as_of = self.residents.as_of
        years = today.year - as_of.year - ((today.month, today.day) < (as_of.month, as_of.day))
        return tuple(_aged(row, years) for row in self.people)

    def facilities(self, kind: str, on: date) -> tuple[Facility, ...]:
        return self.places.of(kind, on, f"{self.prefecture}{self.name}")

    def entries(self, list_id: str) -> tuple[ListEntry, ...]:
        kept = self.kept.of(list_id)
        return () if kept is None else tuple(row.entry for row in kept.entries)

    def slots(self, resource: str, on: date) -> tuple[Slot, ...]:
        """After that day; `left` is the full capacity: bookings are unknown here."""
        return self.times.of(resource, on, self.calendar)


def load_city(folder: Path, laid: Mapping[str, str] = MappingProxyType({})) -> City:
    """`laid`: file → a text in place of what it says. Raises Refused."""
    complaints: list[Complaint] = []

    def read(name: str, kind: type[_F]) -> _F | None:
        try:
            return read_text(laid[name], folder / name, kind) if name in laid else read_sheet(folder / name, kind)
        except Refused as refused:
            complaints.extend(refused.complaints)
            return None

    def read_offer(name: str, kind: type[_O]) -> _O:
        path = folder / name
        return (read(name, kind) if name in laid or path.exists() or path.is_symlink() else None) or kind()

    facts, residents = read("city.yaml", CityFile), read("people.yaml", PeopleFile)
    postal, leaflets = read("postal.yaml", PostalFile), read("leaflets.yaml", OwnLeaflets)
    banks, places, times = (
        read_offer("banks.yaml", BanksFile),
        read_offer("facilities.yaml", FacilitiesFile),
        read_offer("slots.yaml", SlotsFile),
    )
    synonyms = shipped().merged_with(read_offer("synonyms.yaml", SynonymsFile))
    announcements, points = read_offer("announcements.yaml", AnnouncementsFile), read_offer("points.yaml", PointsFile)
    fiscal, identity = read_offer("years.yaml", YearsFile), read_offer(IDENTITY_PAPERS, IdentityPapersFile)
    entrance, kept = read_offer(ENTRANCE, EntranceFile), read_offer(LISTS, ListsFile)
    notices, retention = read_offer(NOTICES, NoticesFile), read_offer(RETENTION, RetentionFile)
    own_faq, tickets = read_offer(FAQ, FaqFile), read_offer(TICKETS, TicketsFile)
    handouts, of_handouts = read_offer(HANDOUTS, HandoutsFile), laid.get(HANDOUTS)
    for number, text in handouts.missing(folder):
        place = ("files", number, "file")
        complaints.append(complaint_at(folder / HANDOUTS, place, "value.unfit", text, of_handouts))
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
        entrance=entrance,
        kept=kept,
        notices=notices,
        retention=retention,
        own_faq=own_faq,
        tickets=tickets,
        handouts=handouts,
        laid=laid,
    )


def _aged(person: Person, years: int) -> Person:
    came, since = (None if day is None else _moved(day, years) for day in (person.moved_in, person.since))
    return person.model_copy(update={"birth": _moved(person.birth, years), "moved_in": came, "since": since})


def _moved(birth: date, years: int) -> date:
    moved = add_years(birth, years)
    # Born on 29 February: 1 March, because both reach an age on the last day of February (年齢計算ニ関スル法律).
    return moved if moved.day == birth.day else moved.replace(month=3, day=1)
