from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.imports.import_words import CAME_BY, STATES, reason_words
from portal.services.imports.judge_package import found_in
from portal.services.imports.keep_package import file_sealer
from portal.services.imports.read_package import KINDS, Finding
from portal.services.imports.settle_package import file_of
from portal.services.shared.needs import Records
from portal.store.cases import applications
from portal.store.imports import import_packages
from portal.store.imports.import_packages import QUARANTINED, REPEATED, PackageRow


@dataclass(frozen=True)
class PackageView:
    id: int
    number: str
    form: str
    title: str
    state: str
    words: str
    reason: str
    file_id: int
    file_name: str
    place: int
    came_by: str
    came_at: datetime
    bytes: int
    file_hash: str
    synthetic: bool
    receipt_number: str  # ours
    note: str  # reason for discarding
    tries: int
    unmapped: bool
    held: bool
    discardable: bool


@dataclass(frozen=True)
class PackageOfCase:
    """`findings` None: on a protected person, hidden from this member."""

    synthetic: bool
    came_at: datetime
    findings: tuple[Finding, ...] | None
    former: bool = False

    @property
    def to_mend(self) -> tuple[Finding, ...]:
        return tuple(
            finding for finding in self.findings or () if finding.kind in ("mistake", "missing", "stopped", "file")
        )

    @property
    def others(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings or () if finding not in self.to_mend)

    @property
    def kinds(self) -> dict[str, str]:
        return dict(KINDS)


def describe_package(installation: Records, unit: Unit, row: PackageRow) -> PackageView:
    file = file_of(unit, row)
    box = file_sealer(installation.keys, file)
    stored = applications.by_id(unit, row.application_id) if row.application_id is not None else None
    titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
    return PackageView(
        row.id, row.their_number, row.form, titles.get(row.procedure, ""), row.state, STATES[row.state],
        reason_words(row.reason, row.place_of_reason), file.id, box.open("name", file.sealed_name) if file.sealed_name else "",
        row.place, CAME_BY[file.came_by], from_micro(file.came_at), file.size, file.file_hash, row.synthetic,
        stored.receipt_number if stored else "", box.open(f"note:{row.id}", row.sealed_note) if row.sealed_note else "",
        row.tries, row.reason in ("unmapped", "unfit"), row.state == QUARANTINED, row.state in (QUARANTINED, REPEATED),
    )  # fmt: skip


def package_of_case(unit: Unit, case: Case) -> PackageOfCase | None:
    row = import_packages.of_application(unit, case.row.id)
    if row is None:
        return None
    hidden = case.protected and not case.shows_all
    findings = [] if hidden else found_in(case, row)[0]
    visible = None if hidden else tuple(Finding(**finding) for finding in findings)
    return PackageOfCase(row.synthetic, from_micro(row.changed_at), visible, case.row.arrival_basis == "former")
