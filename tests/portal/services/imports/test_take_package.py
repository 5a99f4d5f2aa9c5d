"""A package becomes one application or waits."""

import csv
import io
import secrets
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from forms.definition.kind import RECEIVED
from integrations.imports.definition import FileMap
from integrations.imports.loading import Imports
from integrations.imports.mapping import FileMapping
from integrations.imports.readers import read_packages
from integrations.imports.samples import PAGE, Made, packed
from integrations.scanning.fake import SIGNATURE, FakeScanner
from integrations.sockets.import_socket import Header
from portal.clock import from_micro
from portal.jobs.take_waiting_packages import take_waiting_packages
from portal.services.cases.cases import Case, case_of_member, open_case
from portal.services.handover.reconcile import reconcile
from portal.services.imports import ready_package as readying
from portal.services.imports.bring_packages import bring_all
from portal.services.imports.keep_package import keep_package
from portal.services.imports.take_package import take_packages
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.filing import drafts
from portal.store.imports import import_packages
from portal.store.imports.import_packages import PackageRow
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED
from tests.integrations.imports.mapped import good_answers, mappings
from tests.integrations.imports.packing import zipped
from tests.pictures import jpeg
from tests.portal.importing import ARRIVED, CLERK, FORM, bring, package, rows
from tests.portal.world import ANSWERS, DUTY, PROCEDURE, add_member


def case_of(installation: Installation, row: PackageRow) -> Case:
    member = add_member(installation, f"reader{secrets.token_hex(4)}", ("reviewer", DUTY))
    with installation.database.read() as unit:
        stored = applications.by_id(unit, row.application_id or 0)
        assert stored
        return case_of_member(installation, unit, member, stored.receipt_number)


def findings(installation: Installation, row: PackageRow) -> list[tuple[str, str]]:
    case = case_of(installation, row)
    assert row.sealed_findings
    return [
        (finding["kind"], finding["question"]) for finding in case.sealer.open("package findings", row.sealed_findings)
    ]


def test_a_package_becomes_an_application_of_its_door_and_its_arrival(installation: Installation) -> None:
    (row,) = bring(installation, package())
    assert (row.state, row.their_number, row.duty, row.synthetic) == ("taken", "GS1", DUTY, True)
    case = case_of(installation, row)
    assert (case.row.door, case.row.state, case.row.arrival_basis) == ("mynaportal", RECEIVED, "package")
    assert from_micro(case.row.arrived_at) == ARRIVED
    assert {key: value for key, value in case.answers.items() if key in ANSWERS} == dict(ANSWERS)
    assert findings(installation, row) == []
    with installation.database.read() as unit:
        assert drafts.by_id(unit, case.row.uid) is None


def test_the_same_package_twice_is_one_application(installation: Installation) -> None:
    first, again = bring(installation, package()), bring(installation, package(), "b.zip")
    assert first == again
    inside = zipped(("a/x.txt", b""), ("package.xml", _xml(package())))
    (third,) = bring(installation, inside)
    assert third.state == "quarantined", "repacked with other bytes: a person decides"


def _xml(content: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read("package.xml")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"form": "KKN-X"}, "unmapped"),
        ({"version": "9"}, "unmapped"),
        ({"number": ""}, "no_number"),
        ({"arrived_at": None}, "no_arrival"),
        ({"arrived_at": ARRIVED + timedelta(days=30)}, "arrival_ahead"),
    ],
)
def test_what_cannot_be_taken_waits_with_its_reason(
    installation: Installation, change: dict[str, object], reason: str
) -> None:
    (row,) = bring(installation, package(**change))  # type: ignore[arg-type]
    assert (row.state, row.reason, row.application_id) == ("quarantined", reason, None)


def test_a_file_that_cannot_be_read_is_kept_and_held(installation: Installation) -> None:
    (row,) = bring(installation, package()[:100])
    assert (row.state, row.reason, row.their_number) == ("quarantined", "zip_broken", "")


def test_mistakes_are_written_beside_the_case_and_refuse_nothing(installation: Installation) -> None:
    content = package(fields={_field("birth"): "99999999", _field("phone"): "", "余白": "x"})
    (row,) = bring(installation, content)
    assert row.state == "taken"
    shown = findings(installation, row)
    assert ("mistake", "birth") in shown
    assert ("missing", "phone") in shown
    assert ("left", "") in shown
    case = case_of(installation, row)
    assert "birth" not in case.answers
    stored_findings = case.sealer.open("package findings", row.sealed_findings or b"")
    assert next(finding["typed"] for finding in stored_findings if finding["question"] == "birth") == "99999999"


def _field(question: str) -> str:
    mapping = next(entry for entry in mappings() if entry.procedure == "kaigo-hihokenshasho-saikofu")
    return next(entry.from_[0] for entry in mapping.definition.fields if entry.to == question)


def test_it_is_in_the_book_and_the_reconciliation(installation: Installation) -> None:
    bring(installation, package())
    bring(installation, package("GS2", form="KKN-X"))
    bring(installation, package("GS3", version="7"))
    with installation.database.read() as unit:
        reconciliation = reconcile(unit)
    assert reconciliation.unexplained == ()
    assert reconciliation.packages == {"taken": 1, "quarantined": 2}


@pytest.mark.both_engines
def test_an_application_whose_package_is_gone_is_named(installation: Installation) -> None:
    (row,) = bring(installation, package())
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql(f"DELETE FROM import_package WHERE id = {row.id}")
        unit.commit()
    with installation.database.read() as unit:
        assert [item.why for item in reconcile(unit).unexplained] == ["package_kept"]


@pytest.mark.both_engines
def test_what_was_kept_and_not_taken_is_taken_later_and_once(installation: Installation) -> None:
    kept = keep_package(installation, package(), "a.zip", CLERK)
    assert rows(installation, kept.file_id)[0].state == "waiting"
    assert take_waiting_packages(installation) == 1
    assert take_waiting_packages(installation) == 0
    assert rows(installation, kept.file_id)[0].state == "taken"


def test_a_crash_between_leaves_both_or_neither(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep_package(installation, package(), "a.zip", CLERK)

    def die(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_packages, "take", die)
    with pytest.raises(KeyboardInterrupt):
        take_packages(installation, kept.file_id, CLERK)
    monkeypatch.undo()
    assert rows(installation, kept.file_id)[0].state == "waiting"
    with installation.database.read() as unit:
        assert reconcile(unit).balances == ()
    take_packages(installation, kept.file_id, CLERK)
    assert rows(installation, kept.file_id)[0].state == "taken"


def test_a_package_that_breaks_holds_up_no_other(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    heads = "受付番号,様式ID,様式版,到達日時,理由\n".encode()
    lines = b"".join(f"GS{number},KKN-KAIGO-SAIKOFU,1,2026-11-17T10:00:00,x\n".encode() for number in (1, 2))
    original = readying.arrival_of

    def break_one(installation: Installation, header: object, came: object, *, former: bool) -> object:
        if header.receipt_number == "GS1":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return original(installation, header, came, former=former)  # type: ignore[arg-type]

    monkeypatch.setattr(readying, "arrival_of", break_one)
    assert [(row.state, row.reason) for row in bring(installation, heads + lines)] == [
        ("quarantined", "bug"),
        ("taken", ""),
    ]


def test_a_package_that_breaks_its_reader_or_its_mapping_keeps_nobody_out(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1.zip").write_bytes(package("x" * 300))
    (tmp_path / "2.zip").write_bytes(package("GS1"))
    breaks = package("GS2")
    (tmp_path / "3.zip").write_bytes(breaks)
    read = Imports.read

    def broken(self: Imports, content: bytes) -> object:
        if content == breaks:
            raise MemoryError
        return read(self, content)

    monkeypatch.setattr(Imports, "read", broken)
    for _ in range(2):  # and at the folder's next scan
        done = [state for _, state in bring_all(installation, sorted(tmp_path.iterdir()), "folder", CLERK)]
        assert not [result for result in done if isinstance(result, Exception)]
    with installation.database.read() as unit:
        assert import_packages.counts(unit).get("taken") == 1


@pytest.mark.both_engines
def test_two_who_take_at_once_make_one_application(installation: Installation) -> None:
    kept = keep_package(installation, package(), "a.zip", CLERK)
    done: list[object] = []
    threads = [
        threading.Thread(target=lambda: done.append(take_packages(installation, kept.file_id, CLERK))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with installation.database.read() as unit:
        assert sum(balance.arrived for balance in reconcile(unit).balances) == 1
    assert len(done) == 4


def with_file(content: bytes = PAGE) -> bytes:
    mapping = next(entry for entry in mappings() if entry.procedure == "jido-teate-nintei")
    name = next(entry.from_ for entry in mapping.definition.files if entry.to == "paper-passbook")
    for seed in range(40):
        answers = good_answers(mapping, seed)
        if answers.get("account.to", {}).get("way") == "bank":
            header = Header("GS7", mapping.form, "1", ARRIVED, True)
            return packed(Made(header, mapping.write(answers), (("files/1.pdf", name, content),)))
    raise LookupError("no sample with a bank")


@pytest.mark.both_engines
def test_while_no_scanner_answers_a_package_with_files_waits(installation: Installation) -> None:
    away = replace(installation, scanner=None)
    (row,) = bring(away, with_file())
    assert (row.state, row.reason) == ("waiting", "scanner")
    assert take_waiting_packages(replace(installation, scanner=FakeScanner())) == 1
    (row,) = rows(installation, row.file_id)
    with installation.database.read() as unit:
        stored = applications.by_id(unit, row.application_id or 0)
        assert stored
        case = open_case(installation, unit, stored)
        assert [file.media for file in case.shelf.chosen_for("paper-passbook")] == ["application/pdf"]
        assert drafts.by_id(unit, case.row.uid) is None, "its files belong to a draft for a moment"
        (owed,) = [paper for paper in late_papers.of_application(unit, stored.id) if paper.paper == "passbook"]
    assert owed.state != OWED
    kinds = {finding["kind"] for finding in case.sealer.open("package findings", row.sealed_findings or b"")}
    assert kinds == {"signature"}, "the unverified signature is reported"


def test_a_file_with_a_virus_is_left_in_the_package_and_reported(installation: Installation) -> None:
    infected = PAGE + SIGNATURE
    (row,) = bring(replace(installation, scanner=FakeScanner()), with_file(infected))
    assert row.state == "taken"
    with installation.database.read() as unit:
        stored = applications.by_id(unit, row.application_id or 0)
        assert stored
        case = open_case(installation, unit, stored)
    assert case.files == {}
    stored_findings = case.sealer.open("package findings", row.sealed_findings or b"")
    assert [finding["question"] for finding in stored_findings if finding["kind"] == "file"] == ["paper-passbook"]


def with_files(*files: tuple[str, bytes], cell: str = "files/a.pdf;b.jpg") -> bytes:
    """A table of a former system as packed with its files; two lines, the second without any."""
    texts = read_packages(package("GS1", {"filer_kind": "guardian"}))[0].fields
    heads = ["受付番号", "様式ID", "様式版", "到達日時", "合成", *texts, "登記事項証明書"]
    lines = [
        [number, FORM, "1", ARRIVED.isoformat(), "1", *texts.values(), names]
        for number, names in (("GS1", cell), ("GS2", ""))
    ]
    table = io.StringIO()
    csv.writer(table).writerows([heads, *lines])
    return zipped(("moved/t.csv", table.getvalue().encode()), *files)


def taking_files(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    mapping = next(mapping for mapping in mappings() if mapping.procedure == PROCEDURE)
    lines = (FileMap.model_validate({"from": "登記事項証明書", "to": "paper-guardian_paper"}),)
    procedure = installation.catalogue.current(PROCEDURE)
    changed = FileMapping(mapping.definition.model_copy(update={"files": lines}), procedure)
    monkeypatch.setattr(readying.Mappings, "of", lambda _self, _form, _version: changed)
    return replace(installation, scanner=FakeScanner())


MOVED = (("moved/files/a.pdf", PAGE), ("moved/b.jpg", jpeg()))


def test_the_files_that_a_line_names_move_in_with_it_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = taking_files(installation, monkeypatch)
    first, second = bring(installation, with_files(*MOVED))
    assert (first.state, second.state) == ("taken", "taken")
    kept = case_of(installation, first).shelf.chosen_for("paper-guardian_paper")
    assert sorted((file.name, file.media) for file in kept) == [
        ("a.pdf", "application/pdf"),
        ("b.jpg", "image/jpeg"),
    ]
    assert case_of(installation, second).shelf.files == {}
    again = with_files(*MOVED, ("moved/read.me", b"x"))
    assert [row.state for row in bring(installation, again)] == ["repeated", "repeated"]
    other = with_files(MOVED[0], ("moved/b.jpg", jpeg("other")))
    assert [row.state for row in bring(installation, other)] == ["quarantined", "repeated"]


def test_a_table_that_names_a_file_that_did_not_come_makes_no_application(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = taking_files(installation, monkeypatch)
    (row,) = bring(installation, with_files(MOVED[0]))
    assert (row.state, row.reason, row.place_of_reason) == ("quarantined", "file_missing", "2行目 登記事項証明書")
    (first, second) = bring(installation, with_files())
    assert (first.state, first.reason, second.state) == ("quarantined", "file_missing", "taken")


def test_a_virus_among_the_files_that_a_line_names_stays_out_and_is_reported(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = taking_files(installation, monkeypatch)
    first, _ = bring(installation, with_files(("moved/files/a.pdf", PAGE + SIGNATURE), MOVED[1]))
    assert ("file", "paper-guardian_paper") in findings(installation, first)
    assert [file.name for file in case_of(installation, first).shelf.files.values()] == ["b.jpg"]
