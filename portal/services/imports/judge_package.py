"""Signatures in the package of a case, when staff ask (D365)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from integrations.sockets.import_socket import Package
from integrations.sockets.interfaces import BasicFour
from integrations.sockets.signed_files_socket import Applicant, SignedFiles
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case
from portal.services.imports.keep_package import file_sealer
from portal.services.imports.ready_package import Held
from portal.services.imports.unpack import unpack
from portal.services.shared.needs import HasFilesJudge
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit, count
from portal.services.shared.write_audit import write_audit
from portal.services.signing.judge_company_papers import as_json, named_number
from portal.store.imports import import_files, import_packages
from portal.store.imports.import_files import FileRow
from portal.store.imports.import_packages import PackageRow

# Each press unpacks the original, and asks about up to twenty certificates.
JUDGED = Limit("package signatures judged by a member", 30, 600)
_FORMER = "former"  # what a former system hands over has no signature of the applicant
COLUMN = "package findings"


@dataclass(frozen=True)
class Opened:
    row: PackageRow
    file: FileRow
    sealed: bytes = field(repr=False)
    applicant: Applicant
    revision: int  # of the answers that name the applicant
    at: datetime  # of arrival, for which everything is judged


def may_judge_package(installation: HasFilesJudge, member: Member, case: Case, row: PackageRow | None) -> bool:
    hidden = case.protected and not case.shows_all
    judged = installation.files_judge is not None and member.may("review", case.row.duty)
    return judged and row is not None and not hidden and case.row.arrival_basis != _FORMER


def open_package(installation: HasFilesJudge, unit: Unit, member: Member, case: Case) -> Opened:
    """Raises NotAllowed, NotFound, TooMany."""
    member.demand("review", case.row.duty)
    row = import_packages.of_application(unit, case.row.id)
    if row is None or not may_judge_package(installation, member, case, row):
        raise NotFound("package")
    file, sealed = import_files.by_id(unit, row.file_id), import_files.content(unit, row.file_id)
    if file is None or not sealed:
        raise NotFound("file")
    count(installation, unit, JUDGED, member.login)
    people = [
        BasicFour(name, "", date.fromisoformat(birth)) for name, birth in people_in(case.procedure, case.answers) if birth
    ]  # fmt: skip
    return Opened(row, file, sealed, Applicant(people, named_number(case)), case.row.answers_revision, case.arrived_at)


def judge_package(installation: HasFilesJudge, opened: Opened) -> Mapping[str, Any]:
    """Outside a unit. Raises NotFound."""
    judge = installation.files_judge
    content = file_sealer(installation.keys, opened.file).open_bytes("content", opened.sealed)
    packages = unpack(installation.importer, content)
    if judge is None or isinstance(packages, Held) or len(packages) < opened.row.place:
        raise NotFound("package")
    package = packages[opened.row.place - 1]
    return _plain(judge.judge(package.contents, _announced(package), opened.applicant, opened.at))


def _announced(package: Package) -> str:
    return next((name for name, inside in package.contents.items() if package.signature and inside is package.signature), "")  # fmt: skip


def _plain(judged: SignedFiles) -> dict[str, Any]:
    made: dict[str, Any] = as_json(asdict(judged))
    states = [signature.state for signature in judged.signatures]
    return made | {
        "signatures": [each | {"state": state} for each, state in zip(made["signatures"], states, strict=True)]
    }


def keep_judged(
    installation: HasFilesJudge, unit: Unit, member: Member, case: Case, opened: Opened, judged: Mapping[str, Any]
) -> None:  # fmt: skip
    """With the findings of the import: it goes where they go. Raises NotFound."""
    row = import_packages.of_application(unit, case.row.id)
    if row is None or row.id != opened.row.id:
        raise NotFound("package")
    checked = {"by": member.login, "checked_at": installation.clock.now().isoformat(), "revision": opened.revision}
    noted = {**checked, **judged}
    findings, _ = found_in(case, row)
    import_packages.note_findings(unit, row.id, case.sealer.seal(COLUMN, {"findings": findings, "signed": noted}))
    states = " ".join(str(each["state"]) for each in judged["signatures"]) or "none"
    write_audit(
        installation, unit, member.actor, "judge package signatures", application_id=case.row.id, detail=f"{row.id} {states}"
    )  # fmt: skip


def found_in(case: Case, row: PackageRow) -> tuple[list[dict[str, str]], Mapping[str, Any] | None]:
    """Findings of the import, and of its signatures if they were judged: a list alone before that."""
    opened = case.sealer.open(COLUMN, row.sealed_findings) if row.sealed_findings else []
    return (opened, None) if isinstance(opened, list) else (opened["findings"], opened["signed"])
