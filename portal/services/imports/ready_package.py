"""Prepares a package for storage. Outside a unit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.path.binding import sentence
from forms.path.environment import Environment, KeptFile
from forms.path.path import Path
from integrations.sockets.import_socket import FormMapping, Header, Mapped, Package
from integrations.sockets.interfaces import Remade
from portal.clock import tokyo_day
from portal.services.files.keep_file import Upload, Waiting, as_kept, judge_file, look_at
from portal.services.filing.arrival import Arrival, Filing
from portal.services.filing.drafts import unstored_draft
from portal.services.filing.papers_that_follow import named_paper, paper_of, papers_that_follow, scan_field, settings_of
from portal.services.imports.find_mapping import Unfit, find_mapping
from portal.services.imports.needs import ImportsNeeds
from portal.services.imports.read_package import Finding, answers_of, look_through, stored_findings
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import PORTAL_DOOR, CityRules
from portal.services.shared.needs import Basics, HasQuarantine, Records
from portal.store.imports.import_packages import DISCARDED, QUARANTINED, WAITING, PackageRow

_AHEAD = timedelta(minutes=5)  # tolerated clock difference between two systems


class Held(Exception):  # not an error: the state that the package gets instead
    """`state`: quarantined, or waiting for a neighbour."""

    def __init__(self, reason: str, place: str = "", state: str = QUARANTINED) -> None:
        super().__init__(reason)
        self.reason, self.place, self.state = reason, place, state


@dataclass
class LookedAt:
    files: list[tuple[str, KeptFile, Remade]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class WaitingPackage:
    row: PackageRow
    packages: Sequence[Package] | Held
    came: datetime


@dataclass(frozen=True)
class Ready:
    row: PackageRow
    filing: Filing
    files: Sequence[tuple[Waiting, Remade]]
    number: str
    sealed_findings: bytes


class Mappings:
    def __init__(self, installation: ImportsNeeds) -> None:
        self._installation = installation
        self._known: dict[tuple[str, str], FormMapping | None] = {}
        self._judged: dict[tuple[str, date], Environment] = {}

    def of(self, form: str, version: str) -> FormMapping | None:
        """Raises Unfit as `find_mapping`."""
        # Lists are read with it, once for the packages of all days.
        if (form, version) not in self._known:
            with self._installation.database.read() as unit:
                self._installation.rules.lists.keep_up(unit)
                self._known[form, version] = find_mapping(self._installation, unit, form, version)
        return self._known[form, version]

    def environment(self, procedure: Procedure, day: date, files: Mapping[str, KeptFile]) -> Environment:
        if (procedure.meaning, day) not in self._judged:
            self._judged[procedure.meaning, day] = self._installation.rules.environment(procedure, day, PORTAL_DOOR)
        known = self._judged[procedure.meaning, day]
        return replace(known, files=files.get) if files else known


def ready_package(installation: HasQuarantine, waiting: WaitingPackage, mappings: Mappings) -> Ready:
    """Raises Held, Unreadable."""
    package = _package_of(waiting)
    mapping = _mapping_of(mappings, package.header)
    procedure = installation.catalogue.current(mapping.procedure)
    mapped = mapping.read(package)
    if mapped.done:
        raise Held("done", state=DISCARDED)
    arrival = arrival_of(installation, mapped.header, waiting.came, former=mapped.former)
    if installation.settings.env == "production" and mapped.header.synthetic:
        raise Held("synthetic")
    looked = _look_at_files(installation, procedure, mapped)
    filing = _filing(installation, mappings, procedure, package, mapping, mapped, arrival, looked)
    findings = [
        *look_through(procedure, mapped, filing.path, speech_of(procedure, "ja")), *looked.findings,
        *_unasked_files(procedure, filing.path, looked),
        *(_state_there(mapped) if mapped.former else _unsigned(installation.rules, procedure, package, arrival)),
    ]  # fmt: skip
    files = [(Waiting(file, b"", question), made) for question, file, made in looked.files]
    sealed = filing.draft.sealer.seal("package findings", stored_findings(findings))
    return Ready(waiting.row, filing, files, mapped.header.receipt_number, sealed)


def _package_of(waiting: WaitingPackage) -> Package:
    if isinstance(waiting.packages, Held):
        raise waiting.packages
    places = waiting.packages[waiting.row.place - 1 :]  # numbered from 1 without a gap
    if not places:
        raise Held("empty")
    if places[0].fault is not None:
        raise places[0].fault
    return places[0]


def _mapping_of(mappings: Mappings, header: Header) -> FormMapping:
    try:
        mapping = mappings.of(header.form, header.version)
    except Unfit:
        raise Held("unfit") from None
    if mapping is None:
        raise Held("unmapped")
    return mapping


def arrival_of(installation: Basics, header: Header, came: datetime, *, former: bool = False) -> Arrival:
    """到達 by KAKANAI_IMPORT_ARRIVAL, never guessed; in the former system it was before. Raises Held if unknown."""
    if not header.receipt_number:
        raise Held("no_number")
    if header.arrived_at is None:
        raise Held("no_arrival")
    if header.arrived_at > installation.clock.now() + _AHEAD:
        raise Held("arrival_ahead")
    if former:
        return Arrival(header.arrived_at, "online", "former")
    if installation.settings.import_arrival == "received":
        return Arrival(came, PORTAL_DOOR, "imported")
    return Arrival(header.arrived_at, PORTAL_DOOR, "package")


def _filing(
    installation: Records, mappings: Mappings, procedure: Procedure, package: Package, mapping: FormMapping,
    mapped: Mapped, arrival: Arrival, looked: LookedAt,
) -> Filing:  # fmt: skip
    ids: dict[str, dict[str, tuple[str, ...]]] = {}
    for question, file, _ in looked.files:
        ids[question] = {"": (*ids.get(question, {}).get("", ()), file.id)}
    files = {file.id: as_kept(file, made) for _, file, made in looked.files}
    environment = mappings.environment(procedure, tokyo_day(arrival.at), files)
    path = answers_of(procedure, mapped, environment, ids)
    draft = unstored_draft(installation, procedure, "online" if mapped.former else PORTAL_DOOR)
    shelf = replace(draft.shelf, files=files, questions={file.id: question for question, file, _ in looked.files})
    evidence = {
        "way": "former" if mapped.former else "package", "their_number": mapped.header.receipt_number, "form": package.header.form,
        "mapping": f"{mapping.title}（第{mapping.version}版）", "settings": environment.city,
    }  # fmt: skip
    return Filing(replace(draft, answers=path.answers, shelf=shelf, stored=bool(files)), arrival, path, evidence)


def _look_at_files(installation: HasQuarantine, procedure: Procedure, mapped: Mapped) -> LookedAt:
    looked = LookedAt()
    for name, packed in mapped.files:
        question = _file_question(procedure, name)
        judged = judge_file(installation.scanner, Upload(packed.name.rpartition("/")[2], packed.content), question)
        verdict = (
            judged if isinstance(judged, Mistake) else look_at(installation, Waiting(judged, packed.content, name))
        )
        if verdict is None or (isinstance(verdict, Mistake) and verdict.key == "file.no_scanner"):
            raise Held("scanner", state=WAITING)
        if isinstance(verdict, Remade) and isinstance(judged, KeptFile):
            looked.files.append((name, judged, verdict))
        elif isinstance(verdict, Mistake):
            speech = speech_of(procedure, "ja")
            looked.findings.append(Finding("file", question.label, sentence(verdict, question, speech), question=name))
    return looked


def _file_question(procedure: Procedure, name: str) -> Field:
    paper = named_paper(procedure, paper_of(name)) if paper_of(name) else None
    return (
        replace(scan_field(paper, paper.id), id=name, settings=settings_of(paper))
        if paper is not None
        else procedure.field(name)
    )


def _unasked_files(procedure: Procedure, path: Path, looked: LookedAt) -> Iterator[Finding]:
    follow: Mapping[str, object] = papers_that_follow(procedure, path) if looked.files else {}
    for name, file, _ in looked.files:
        if name not in path.asked and paper_of(name) not in follow:
            message = f"「{_file_question(procedure, name).label}」は、この答え方では求めません。元のパッケージにだけ残しています。"
            yield Finding("file", file.name, message, question=name)


def _state_there(mapped: Mapped) -> list[Finding]:
    state = mapped.header.state
    return [Finding("state", "前のシステムでの状態", state)] if state else []


def _unsigned(rules: CityRules, procedure: Procedure, package: Package, arrival: Arrival) -> list[Finding]:
    # Signatures of known forms are judged when staff ask (judge_package).
    if not package.signature and not rules.signature_needed(procedure, tokyo_day(arrival.at)):
        return []
    presence = "署名のファイルが入っています" if package.signature else "署名のファイルは入っていません"
    return [
        Finding(
            "signature",
            "電子署名",
            f"{presence}。取り込みのときは確かめていません。「届いたパッケージの電子署名」で確かめられます。",
        )
    ]
