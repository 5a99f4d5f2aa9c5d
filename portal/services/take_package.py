"""Takes what was kept into the queue: each package in a unit of work of its own, an application and its mark together or neither.
What cannot be taken is held with its reason. Neighbours (scanner, register) are asked while no unit is open."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from forms.binding import sentence
from forms.environment import KeptFile
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Field, Procedure
from integrations.import_socket import FormMapping, Header, Mapped, Package, Unreadable
from integrations.interfaces import Remade
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.logs import log_bug
from portal.services.actor import Actor
from portal.services.drafts import Draft, new_draft, open_draft
from portal.services.find_mapping import Unfit, find_mapping, importer_of
from portal.services.installation import PORTAL_DOOR, Installation
from portal.services.keep_file import Upload, Waiting, judge_file, look_at, put_beside, shelf_of
from portal.services.keep_package import Kept, file_sealer, note_packages
from portal.services.note_protected import NOBODY, Looked, RegisterUnasked, asking_register, look_for
from portal.services.papers_that_follow import named_paper, paper_of, papers_that_follow, scan_field
from portal.services.read_package import Found, answers_of, look_through, stored_findings
from portal.services.submit_application import Arrival, store_application
from portal.services.write_audit import write_audit
from portal.store import applications, import_files, import_packages
from portal.store.import_files import FileRow
from portal.store.import_packages import QUARANTINED, TAKEN, WAITING, Move, PackageRow

_TOGETHER = 10  # of one transaction: a resident who sends at that moment waits for it on SQLite
_ROUNDS = 2  # the second knows whom the register protects
ELSEWHERE = "elsewhere"  # somebody else was faster
_AHEAD = timedelta(minutes=5)  # clocks of two houses differ by so much


class Held(Exception):  # no failure: where the package goes instead
    """Not taken: `state` is quarantined, or waiting for a neighbour."""

    def __init__(self, reason: str, place: str = "", state: str = QUARANTINED) -> None:
        super().__init__(reason)
        self.reason, self.place, self.state = reason, place, state


@dataclass
class LookedAt:
    """Files that were looked at, by their question, and what was found of the others."""

    files: list[tuple[str, KeptFile, Remade]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)


@dataclass(frozen=True)
class _Waiting:
    """A package that waits, what was read of its file, and when that came."""

    row: PackageRow
    found: Sequence[Package] | Unreadable
    came: datetime


@dataclass(frozen=True)
class _Coming:
    package: Package
    mapping: FormMapping
    mapped: Mapped
    procedure: Procedure
    arrival: Arrival
    looked: LookedAt


class Mappings:
    """Which mapping reads a form, asked once for the packages that are taken together."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._known: dict[tuple[str, str], FormMapping | None] = {}

    def of(self, form: str, version: str) -> FormMapping | None:
        """Unfit as `find_mapping`."""
        if (form, version) not in self._known:
            with self._installation.database.read() as unit:
                self._known[form, version] = find_mapping(self._installation, unit, form, version)
        return self._known[form, version]


def take_packages(installation: Installation, file_id: int, actor: Actor) -> Mapping[str, int]:
    """Whatever of this file waits; how many came into each state. Killed anywhere, it goes on where it was."""
    return next(take_files(installation, [Kept(file_id, False)], actor))


def take_files(installation: Installation, kept: Sequence[Kept], actor: Actor) -> Iterator[Mapping[str, int]]:
    """`take_packages` of each. What was read a moment ago, when it was kept, is not read again."""
    mappings = Mappings(installation)
    with installation.database.read() as unit:
        waiting = [(import_files.by_id(unit, one.file_id), _waiting(unit, one.file_id)) for one in kept]
    found = [
        list(_waiting_in(installation, file, rows, one.packages, actor)) if file and rows else []
        for one, (file, rows) in zip(kept, waiting, strict=True)
    ]
    every = [one for ones in found for one in ones]
    together: dict[int, str] = {}
    for start in range(0, len(every), _TOGETHER):
        together |= _take_together(installation, every[start : start + _TOGETHER], actor, mappings)
    for ones in found:
        yield Counter(together.get(one.row.id) or _take(installation, one, actor, mappings) for one in ones)


def _waiting_in(
    installation: Installation, file: FileRow, rows: list[PackageRow], read: Sequence[Package], actor: Actor
) -> Iterator[_Waiting]:  # fmt: skip
    """Nothing where the content of the file has gone."""
    found = read or _opened(installation, file)
    if found is None:
        return
    if not isinstance(found, Unreadable) and any(not row.content_hash for row in rows):
        rows = _noted_anew(installation, file.id, found, actor)
    for row in rows:
        yield _Waiting(row, found, from_micro(file.came_at))


def _take_together(
    installation: Installation, waiting: Sequence[_Waiting], actor: Actor, mappings: Mappings
) -> Mapping[int, str]:  # fmt: skip
    """The states of those that became applications without a word, in one transaction, each with its mark: all of them, or after a crash
    none. Whatever there is to say of one is found out, and written down, when it is taken alone."""
    ready: list[tuple[PackageRow, _Coming]] = []
    for one in waiting if len(waiting) > 1 else ():
        with suppress(Exception):
            ready.append((one.row, _coming(installation, one, mappings)))
    looked: Looked = NOBODY
    for _ in range(_ROUNDS if ready else 0):
        taken, people = dict[int, str](), frozenset[tuple[str, str]]()
        with installation.database.write() as unit:
            for row, coming in ready:
                try:
                    with unit.part():
                        taken[row.id] = _store(installation, unit, row, coming, actor, looked)
                except RegisterUnasked as unasked:
                    people |= unasked.people
                except Exception:  # noqa: BLE001, S112  # alone it says why
                    continue
            if not people:
                unit.commit()
                return taken
        looked = {**looked, **look_for(installation, people)}
    return {}


def _opened(installation: Installation, file: FileRow) -> Sequence[Package] | Unreadable | None:
    """None where its content has gone."""
    with installation.database.read() as unit:
        sealed = import_files.content(unit, file.id)
    return _read(installation, file_sealer(installation, file).open_bytes("content", sealed)) if sealed else None


def _waiting(unit: Unit, file_id: int) -> list[PackageRow]:
    return [row for row in import_packages.of_file(unit, file_id) if row.state == WAITING]


def _noted_anew(installation: Installation, file_id: int, found: Sequence[Package], actor: Actor) -> list[PackageRow]:
    """What could not be read when it came can be now: in the place of the one row for the whole, one for each."""
    with installation.database.write() as unit:
        if import_packages.remove_unread(unit, file_id):
            note_packages(installation, unit, file_id, found, actor)
        rows = _waiting(unit, file_id)
        unit.commit()
    return rows


def _read(installation: Installation, content: bytes) -> Sequence[Package] | Unreadable:
    try:
        return importer_of(installation).read(content)
    except Unreadable as error:
        return error


def _take(installation: Installation, one: _Waiting, actor: Actor, mappings: Mappings) -> str:
    """The state it comes into."""
    try:
        return _into_queue(installation, one.row, _coming(installation, one, mappings), actor)
    except Held as held:
        return _hold(installation, one.row, held, actor)
    except Unreadable as error:
        return _hold(installation, one.row, Held(error.code, error.place), actor)
    except Exception as error:  # noqa: BLE001  # one package that breaks must not stand before all others
        log_bug("take_package", error)
        return _hold(installation, one.row, Held("bug"), actor)


def _hold(installation: Installation, row: PackageRow, held: Held, actor: Actor) -> str:
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        import_packages.move(unit, row.id, Move(WAITING, held.state, held.reason, now, str(actor), place=held.place))
        write_audit(installation, unit, actor, "hold package", detail=f"{row.id} {held.reason}")
        unit.commit()
    return held.state


def _into_queue(installation: Installation, row: PackageRow, coming: _Coming, actor: Actor) -> str:
    def send(protected: Looked) -> str:
        with installation.database.write() as unit:
            state = _store(installation, unit, row, coming, actor, protected)
            unit.commit()
        return state

    return asking_register(installation, send)


def _coming(installation: Installation, one: _Waiting, mappings: Mappings) -> _Coming:
    """What there is to store of it. Held, Unreadable."""
    if isinstance(one.found, Unreadable):
        raise Held(one.found.code, one.found.place)
    package = next((package for package in one.found if package.place == one.row.place), None)
    if package is None:
        raise Held("empty")
    try:
        mapping = mappings.of(package.header.form, package.header.version)
    except Unfit:
        raise Held("unfit") from None
    if mapping is None:
        raise Held("unmapped")
    procedure = installation.catalogue.current(mapping.procedure)
    mapped = mapping.read(package)
    arrival = arrival_of(installation, mapped.header, one.came)
    if installation.settings.env == "production" and mapped.header.synthetic:
        raise Held("synthetic")
    return _Coming(package, mapping, mapped, procedure, arrival, _look_at_files(installation, procedure, mapped))


def arrival_of(installation: Installation, header: Header, came: datetime) -> Arrival:
    """到達 by the city's rule (KAKANAI_IMPORT_ARRIVAL). Held where there is none to be had: it is never guessed."""
    if not header.receipt_number:
        raise Held("no_number")
    if header.arrived_at is None:
        raise Held("no_arrival")
    if header.arrived_at > installation.clock.now() + _AHEAD:
        raise Held("arrival_ahead")
    if installation.settings.import_arrival == "received":
        return Arrival(came, PORTAL_DOOR, "imported")
    return Arrival(header.arrived_at, PORTAL_DOOR, "package")


def _look_at_files(installation: Installation, procedure: Procedure, mapped: Mapped) -> LookedAt:
    looked = LookedAt()
    for name, packed in mapped.files:
        question = _file_question(procedure, name)
        judged = judge_file(installation, Upload(packed.name.rpartition("/")[2], packed.content), question)
        verdict = (
            judged if isinstance(judged, Mistake) else look_at(installation, Waiting(judged, packed.content, name))
        )
        if verdict is None or (isinstance(verdict, Mistake) and verdict.key == "file.no_scanner"):
            raise Held("scanner", state=WAITING)
        if isinstance(verdict, Remade) and isinstance(judged, KeptFile):
            looked.files.append((name, judged, verdict))
        elif isinstance(verdict, Mistake):
            speech = installation.speech(procedure, "ja")
            looked.found.append(Found("file", question.label, sentence(verdict, question, speech), question=name))
    return looked


def _file_question(procedure: Procedure, name: str) -> Field:
    """The question, or that of a paper that may follow."""
    paper = named_paper(procedure, paper_of(name)) if paper_of(name) else None
    return replace(scan_field(paper, paper.id), id=name) if paper is not None else procedure.field(name)


def _unasked_files(procedure: Procedure, path: Path, looked: LookedAt) -> Iterator[Found]:
    follow = papers_that_follow(procedure, path)
    for name, file, _ in looked.files:
        if name not in path.asked and paper_of(name) not in follow:
            say = f"「{_file_question(procedure, name).label}」は、この答え方では求めません。元のパッケージにだけ残しています。"
            yield Found("file", file.name, say, question=name)


def _store(
    installation: Installation, unit: Unit, row: PackageRow, one: _Coming, actor: Actor, protected: Looked
) -> str:
    """Application, files, findings and the mark that it is taken, in the caller's transaction."""
    now, procedure = to_micro(installation.clock.now()), one.procedure
    move = Move(WAITING, TAKEN, "", now, str(actor), procedure.id, procedure.duty)
    if not import_packages.move(unit, row.id, move):
        return ELSEWHERE
    if row.claim is None and not import_packages.claim(unit, row.id, one.mapped.header.receipt_number):
        raise Held("differs")
    draft, files = _draft(installation, unit, one)
    day = tokyo_day(one.arrival.at)
    environment = installation.environment(procedure, day, PORTAL_DOOR, files=draft.files)
    path = answers_of(procedure, one.mapped, environment, files)
    evidence = {
        "way": "package", "their_number": one.mapped.header.receipt_number, "form": one.package.header.form,
        "mapping": f"{one.mapping.title}（第{one.mapping.version}版）", "settings": environment.city,
    }  # fmt: skip
    number = store_application(
        installation, unit, replace(draft, answers=path.answers), actor, one.arrival, path, protected, "", evidence
    )
    stored = applications.by_number(unit, number)
    if stored is None:
        raise LookupError("application")
    speech = installation.speech(procedure, "ja")
    found = [
        *look_through(procedure, one.mapped, path, speech), *one.looked.found,
        *_unasked_files(procedure, path, one.looked), *_unsigned(installation, one),
    ]  # fmt: skip
    import_packages.take(unit, row.id, stored.id, draft.sealer.seal("package findings", stored_findings(found)))
    write_audit(installation, unit, actor, "take package", application_id=stored.id, detail=str(row.id))
    return TAKEN


def _draft(installation: Installation, unit: Unit, one: _Coming) -> tuple[Draft, dict[str, dict[str, tuple[str, ...]]]]:
    """A draft that becomes the application in this same transaction, with its files; and their ids by question."""
    draft = open_draft(installation, unit, new_draft(installation, unit, one.procedure, PORTAL_DOOR))
    ids: dict[str, dict[str, tuple[str, ...]]] = {}
    for question, file, made in one.looked.files:
        name = put_beside(installation, unit, draft.shelf, file, made, question)
        ids[question] = {"": (*ids.get(question, {}).get("", ()), name)}
    return replace(draft, shelf=shelf_of(unit, draft.shelf.holder, draft.sealer)), ids


def _unsigned(installation: Installation, one: _Coming) -> list[Found]:
    """How the other side packs a signature is not public, so that none is judged here: that is said, and never assumed."""
    if not one.package.signature and not installation.signature_needed(one.procedure, tokyo_day(one.arrival.at)):
        return []
    there = "署名のファイルが入っています" if one.package.signature else "署名のファイルは入っていません"
    return [
        Found("signature", "電子署名", f"{there}。ここでは確かめていません。マイナポータルの検証結果を見てください。")
    ]
