"""Makes of a package that waits what there is to store of it: read by its mapping, judged as if it had been typed, its files looked at.
No unit is open meanwhile, for neighbours are asked. Whatever cannot become an application says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from forms.binding import sentence
from forms.environment import Environment, KeptFile
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Field, Procedure
from integrations.import_socket import FormMapping, Header, Mapped, Package
from integrations.interfaces import Remade
from portal.clock import tokyo_day
from portal.services.drafts import unstored_draft
from portal.services.find_mapping import Unfit, find_mapping
from portal.services.installation import PORTAL_DOOR, Installation
from portal.services.keep_file import Upload, Waiting, as_kept, judge_file, look_at
from portal.services.papers_that_follow import named_paper, paper_of, papers_that_follow, scan_field
from portal.services.read_package import Found, answers_of, look_through, stored_findings
from portal.services.submit_application import Arrival, Filing
from portal.store.import_packages import QUARANTINED, WAITING, PackageRow

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
class WaitingPackage:
    """A package that waits, what was read of its file, and when that came."""

    row: PackageRow
    found: Sequence[Package] | Held
    came: datetime


@dataclass(frozen=True)
class Ready:
    """All that is stored of it. `files`: each as it hangs on the draft, and what it was made into."""

    row: PackageRow
    filing: Filing
    files: Sequence[tuple[Waiting, Remade]]
    number: str
    sealed_findings: bytes


class Mappings:
    """Which mapping reads a form, and by what its answers are judged, asked once for the packages that are taken together."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._known: dict[tuple[str, str], FormMapping | None] = {}
        self._judged: dict[tuple[str, date], Environment] = {}

    def of(self, form: str, version: str) -> FormMapping | None:
        """Unfit as `find_mapping`."""
        if (form, version) not in self._known:
            with self._installation.database.read() as unit:
                self._known[form, version] = find_mapping(self._installation, unit, form, version)
        return self._known[form, version]

    def environment(self, procedure: Procedure, day: date, files: Mapping[str, KeptFile]) -> Environment:
        if (procedure.meaning, day) not in self._judged:
            self._judged[procedure.meaning, day] = self._installation.environment(procedure, day, PORTAL_DOOR)
        found = self._judged[procedure.meaning, day]
        return replace(found, files=files.get) if files else found


def ready_package(installation: Installation, one: WaitingPackage, mappings: Mappings) -> Ready:
    """Held, Unreadable."""
    package = _package_of(one)
    mapping = _mapping_of(mappings, package.header)
    procedure = installation.catalogue.current(mapping.procedure)
    mapped = mapping.read(package)
    arrival = arrival_of(installation, mapped.header, one.came)
    if installation.settings.env == "production" and mapped.header.synthetic:
        raise Held("synthetic")
    looked = _look_at_files(installation, procedure, mapped)
    filing = _filing(installation, mappings, procedure, package, mapping, mapped, arrival, looked)
    found = [
        *look_through(procedure, mapped, filing.path, installation.speech(procedure, "ja")), *looked.found,
        *_unasked_files(procedure, filing.path, looked), *_unsigned(installation, procedure, package, arrival),
    ]  # fmt: skip
    files = [(Waiting(file, b"", question), made) for question, file, made in looked.files]
    sealed = filing.draft.sealer.seal("package findings", stored_findings(found))
    return Ready(one.row, filing, files, mapped.header.receipt_number, sealed)


def _package_of(one: WaitingPackage) -> Package:
    if isinstance(one.found, Held):
        raise one.found
    package = next((package for package in one.found if package.place == one.row.place), None)
    if package is None:
        raise Held("empty")
    return package


def _mapping_of(mappings: Mappings, header: Header) -> FormMapping:
    try:
        mapping = mappings.of(header.form, header.version)
    except Unfit:
        raise Held("unfit") from None
    if mapping is None:
        raise Held("unmapped")
    return mapping


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


def _filing(
    installation: Installation, mappings: Mappings, procedure: Procedure, package: Package, mapping: FormMapping,
    mapped: Mapped, arrival: Arrival, looked: LookedAt,
) -> Filing:  # fmt: skip
    """A draft that becomes the application at once; it has a row only where files hang on it."""
    ids: dict[str, dict[str, tuple[str, ...]]] = {}
    for question, file, _ in looked.files:
        ids[question] = {"": (*ids.get(question, {}).get("", ()), file.id)}
    files = {file.id: as_kept(file, made) for _, file, made in looked.files}
    environment = mappings.environment(procedure, tokyo_day(arrival.at), files)
    path = answers_of(procedure, mapped, environment, ids)
    draft = unstored_draft(installation, procedure, PORTAL_DOOR)
    shelf = replace(draft.shelf, files=files, questions={file.id: question for question, file, _ in looked.files})
    evidence = {
        "way": "package", "their_number": mapped.header.receipt_number, "form": package.header.form,
        "mapping": f"{mapping.title}（第{mapping.version}版）", "settings": environment.city,
    }  # fmt: skip
    return Filing(replace(draft, answers=path.answers, shelf=shelf, stored=bool(files)), arrival, path, evidence)


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
    follow: Mapping[str, object] = papers_that_follow(procedure, path) if looked.files else {}
    for name, file, _ in looked.files:
        if name not in path.asked and paper_of(name) not in follow:
            say = f"「{_file_question(procedure, name).label}」は、この答え方では求めません。元のパッケージにだけ残しています。"
            yield Found("file", file.name, say, question=name)


def _unsigned(installation: Installation, procedure: Procedure, package: Package, arrival: Arrival) -> list[Found]:
    """How the other side packs a signature is not public, so that none is judged here: that is said, and never assumed."""
    if not package.signature and not installation.signature_needed(procedure, tokyo_day(arrival.at)):
        return []
    there = "署名のファイルが入っています" if package.signature else "署名のファイルは入っていません"
    return [
        Found("signature", "電子署名", f"{there}。ここでは確かめていません。マイナポータルの検証結果を見てください。")
    ]
