"""Packages that were filed elsewhere: each becomes one application or waits with its reason, whoever brings it how often."""

import io
import secrets
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from forms.kind import RECEIVED
from integrations.import_socket import UNREADABLE, Header, Unreadable
from integrations.imports.loading import Imports
from integrations.imports.samples import PAGE, Made, packed
from integrations.scanning.fake import SIGNATURE, FakeScanner
from portal.clock import from_micro
from portal.errors import Conflict
from portal.jobs.sweep_ended import sweep_ended
from portal.jobs.take_waiting_packages import take_waiting_packages
from portal.services import ready_package as readying
from portal.services.bring_packages import bring_all
from portal.services.cases import Case, case_of_member, open_case
from portal.services.import_words import REASONS, reason_words
from portal.services.installation import Installation
from portal.services.keep_package import file_sealer, keep_package
from portal.services.reconcile import reconcile
from portal.services.settle_package import discard_package, free_package, package_of_member, retry_all
from portal.services.take_package import take_packages
from portal.store import applications, drafts, import_files, import_packages, late_papers
from portal.store.import_packages import PackageRow
from portal.store.late_papers import OWED
from tests.integrations.imports.mapped import good_answers, mappings
from tests.integrations.imports.packing import zipped
from tests.portal.importing import ARRIVED, CLERK, bring, package, rows
from tests.portal.world import ANSWERS, DUTY, add_member


def case_of(installation: Installation, row: PackageRow) -> Case:
    member = add_member(installation, f"reader{secrets.token_hex(4)}", ("reviewer", DUTY))
    with installation.database.read() as unit:
        stored = applications.by_id(unit, row.application_id or 0)
        assert stored
        return case_of_member(installation, unit, member, stored.receipt_number)


def findings(installation: Installation, row: PackageRow) -> list[tuple[str, str]]:
    case = case_of(installation, row)
    assert row.sealed_findings
    return [(one["kind"], one["question"]) for one in case.sealer.open("package findings", row.sealed_findings)]


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


def test_the_city_may_count_from_when_it_came_here(installation: Installation) -> None:
    other = replace(installation, settings=installation.settings.model_copy(update={"import_arrival": "received"}))
    (row,) = bring(other, package())
    case = case_of(installation, row)
    assert case.row.arrival_basis == "imported"
    assert abs(case.arrived_at - installation.clock.now()) < timedelta(minutes=5)


def test_the_raw_package_is_kept_as_it_came(installation: Installation) -> None:
    content = package()
    (row,) = bring(installation, content)
    with installation.database.read() as unit:
        file = import_files.by_id(unit, row.file_id)
        sealed = import_files.content(unit, row.file_id)
    assert file
    assert file_sealer(installation, file).open_bytes("content", sealed) == content
    assert b"package.xml" not in sealed


def test_the_same_package_twice_is_one_application(installation: Installation) -> None:
    first, again = bring(installation, package()), bring(installation, package(), "b.zip")
    assert first == again
    inside = zipped(("a/x.txt", b""), ("package.xml", _xml(package())))
    (third,) = bring(installation, inside)
    assert third.state == "quarantined", "packed anew it has other bytes, and a person looks"


def _xml(content: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read("package.xml")


def test_a_line_that_comes_again_in_another_file_is_known(installation: Installation) -> None:
    heads = "受付番号,様式ID,様式版,到達日時,理由\n".encode()
    line = b"GS9,KKN-KAIGO-SAIKOFU,1,2026-11-17T10:00:00,x\n"
    (first,) = bring(installation, heads + line)
    one, again = bring(installation, heads + line.replace(b"GS9", b"GS8") + line)
    assert [first.state, one.state, again.state] == ["taken", "taken", "repeated"]


def test_another_package_of_the_same_number_waits_for_a_person(installation: Installation) -> None:
    (first,) = bring(installation, package())
    (other,) = bring(installation, package(answers={"lost_how": "stolen"}))
    assert (first.state, other.state, other.reason) == ("taken", "quarantined", "differs")
    with installation.database.write() as unit:
        assert not free_package(installation, unit, CLERK, other)


def test_the_second_may_be_taken_once_the_first_is_not_used(installation: Installation) -> None:
    (first,) = bring(installation, package(form="KKN-X"))
    (second,) = bring(installation, package())
    assert (first.reason, second.reason) == ("unmapped", "differs")
    member = add_member(installation, "reviewer1", ("reviewer", DUTY))
    with installation.database.write() as unit:
        discard_package(
            installation, unit, member, package_of_member(installation, unit, member, first.id), "様式がちがう"
        )
        unit.commit()
    assert retry_all(installation, CLERK) == {"taken": 1}
    (second,) = rows(installation, second.file_id)
    assert second.state == "taken"


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


def test_every_reason_has_a_sentence() -> None:
    assert set(UNREADABLE) <= REASONS.keys()
    assert len(set(REASONS.values())) == len(REASONS)
    assert reason_words("csv_ragged", "3行目").endswith("（3行目）")
    assert reason_words("") == ""


def test_mistakes_are_written_beside_the_case_and_refuse_nothing(installation: Installation) -> None:
    content = package(fields={_field("birth"): "99999999", _field("phone"): "", "余白": "x"})
    (row,) = bring(installation, content)
    assert row.state == "taken"
    found = findings(installation, row)
    assert ("mistake", "birth") in found
    assert ("missing", "phone") in found
    assert ("left", "") in found
    case = case_of(installation, row)
    assert "birth" not in case.answers
    told = case.sealer.open("package findings", row.sealed_findings or b"")
    assert next(one["typed"] for one in told if one["question"] == "birth") == "99999999"


def _field(question: str) -> str:
    mapping = next(one for one in mappings() if one.procedure == "kaigo-hihokenshasho-saikofu")
    return next(one.from_[0] for one in mapping.definition.fields if one.to == question)


def test_it_is_in_the_book_and_the_reconciliation(installation: Installation) -> None:
    bring(installation, package())
    bring(installation, package("GS2", form="KKN-X"))
    bring(installation, package("GS3", version="7"))
    with installation.database.read() as unit:
        found = reconcile(unit)
    assert found.unexplained == ()
    assert found.packages == {"taken": 1, "quarantined": 2}


def test_an_application_whose_package_is_gone_is_named(installation: Installation) -> None:
    (row,) = bring(installation, package())
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql(f"DELETE FROM import_package WHERE id = {row.id}")
        unit.commit()
    with installation.database.read() as unit:
        assert [one.why for one in reconcile(unit).unexplained] == ["package_kept"]


def test_what_was_kept_and_not_taken_is_taken_later_and_once(installation: Installation) -> None:
    kept = keep_package(installation, package(), "a.zip", "upload", CLERK)
    assert rows(installation, kept.file_id)[0].state == "waiting"
    assert take_waiting_packages(installation) == 1
    assert take_waiting_packages(installation) == 0
    assert rows(installation, kept.file_id)[0].state == "taken"


def test_a_crash_between_leaves_both_or_neither(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark and the application are one transaction."""
    kept = keep_package(installation, package(), "a.zip", "upload", CLERK)

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
    whole = readying.arrival_of

    def break_one(installation: Installation, header: object, came: object) -> object:
        if header.receipt_number == "GS1":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return whole(installation, header, came)  # type: ignore[arg-type]

    monkeypatch.setattr(readying, "arrival_of", break_one)
    assert [(row.state, row.reason) for row in bring(installation, heads + lines)] == [
        ("quarantined", "bug"),
        ("taken", ""),
    ]


def test_a_package_that_breaks_its_reader_or_its_mapping_keeps_nobody_out(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever somebody packs: those that lie beside it in the folder come in."""
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
    for _ in range(2):  # and again, the next time the folder is looked at
        done = [state for _, state in bring_all(installation, sorted(tmp_path.iterdir()), "folder", CLERK)]
        assert not [one for one in done if isinstance(one, Exception)]
    with installation.database.read() as unit:
        assert import_packages.counts(unit).get("taken") == 1


def test_a_file_may_hold_more_than_one_statement_takes(installation: Installation) -> None:
    lines = "".join(f"N{number},x\r\n" for number in range(4_000))
    kept = keep_package(installation, f"受付番号,氏名\r\n{lines}".encode(), "a.csv", "upload", CLERK)
    assert len(rows(installation, kept.file_id)) == 4_000


def test_two_who_take_at_once_make_one_application(installation: Installation) -> None:
    kept = keep_package(installation, package(), "a.zip", "upload", CLERK)
    done: list[object] = []
    threads = [
        threading.Thread(target=lambda: done.append(take_packages(installation, kept.file_id, CLERK))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with installation.database.read() as unit:
        assert sum(one.arrived for one in reconcile(unit).balances) == 1
    assert len(done) == 4


def with_file(content: bytes = PAGE) -> bytes:
    """児童手当, with the passbook that its answers ask for."""
    mapping = next(one for one in mappings() if one.procedure == "jido-teate-nintei")
    name = next(one.from_ for one in mapping.definition.files if one.to == "paper-passbook")
    for seed in range(40):
        answers = good_answers(mapping, seed)
        if answers.get("account.to", {}).get("way") == "bank":
            header = Header("GS7", mapping.form, "1", ARRIVED, True)
            return packed(Made(header, mapping.write(answers), (("files/1.pdf", name, content),)))
    raise LookupError("no sample with a bank")


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
        assert drafts.by_id(unit, case.row.uid) is None, "its files hung on a draft for a moment"
        (owed,) = [one for one in late_papers.of_application(unit, stored.id) if one.paper == "passbook"]
    assert owed.state != OWED
    kinds = {one["kind"] for one in case.sealer.open("package findings", row.sealed_findings or b"")}
    assert kinds == {"signature"}, "nobody judged the signature, and that is said"


def test_a_file_with_a_virus_is_left_in_the_package_and_told(installation: Installation) -> None:
    infected = PAGE + SIGNATURE
    (row,) = bring(replace(installation, scanner=FakeScanner()), with_file(infected))
    assert row.state == "taken"
    with installation.database.read() as unit:
        stored = applications.by_id(unit, row.application_id or 0)
        assert stored
        case = open_case(installation, unit, stored)
    assert case.files == {}
    told = case.sealer.open("package findings", row.sealed_findings or b"")
    assert [one["question"] for one in told if one["kind"] == "file"] == ["paper-passbook"]


def test_what_was_discarded_has_no_content_any_more(installation: Installation) -> None:
    (row,) = bring(installation, package(form="KKN-X"))
    member = add_member(installation, "reviewer1", ("reviewer", DUTY))
    with installation.database.write() as unit:
        discard_package(installation, unit, member, row, "まちがって届いた")
        unit.commit()
    sweep_ended(installation)
    with installation.database.read() as unit:
        assert import_files.content(unit, row.file_id) == b""
    again = keep_package(installation, package(form="KKN-X"), "a.zip", "upload", CLERK)
    assert (again.new, again.file_id) == (False, row.file_id), (
        "what was not used once is not used because it came again"
    )
    with installation.database.write() as unit, pytest.raises(Conflict):
        discard_package(installation, unit, member, row, "もう一度")


def test_made_up_packages_do_not_come_into_a_real_city(installation: Installation) -> None:
    real = replace(installation, settings=installation.settings.model_copy(update={"env": "production"}))
    (row,) = bring(real, package())
    assert (row.state, row.reason) == ("quarantined", "synthetic")


def test_what_could_not_be_read_is_read_again_by_a_better_reader(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Imports.read

    def cannot(_self: Imports, _content: bytes) -> object:
        raise Unreadable("unknown_kind")

    monkeypatch.setattr(Imports, "read", cannot)
    (row,) = bring(installation, package())
    assert row.reason == "unknown_kind"
    monkeypatch.setattr(Imports, "read", read)
    assert retry_all(installation, CLERK) == {"taken": 1}


def test_nothing_of_a_person_stands_in_the_clear(installation: Installation) -> None:
    bring(installation, package(), "髙見本太郎.zip")
    with installation.database.read() as unit:
        for table in ("import_file", "import_package"):
            for row in unit.connection.exec_driver_sql(f"SELECT * FROM {table}"):
                told = b" ".join(
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row
                )
                assert "髙見本".encode() not in told
                assert "太郎".encode() not in told
