"""A reproducible, audited random sample."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader

from portal.services.audit import sample as audit_sample
from portal.services.audit.sample import Sample, draw_sample, pack_sample
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.shared import audit_records
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def auditor(installation: Installation) -> Member:
    return add_member(installation, "kansa", ("auditor", "*"))


def drawn(installation: Installation, auditor: Member, count: int, lot: int = 1, month: int = 11) -> Sample:
    with installation.database.write() as unit:
        since, until = date(2026, month, 1), date(2026, month, 30)
        sample = draw_sample(installation, unit, auditor, (DUTY,), since, until, count, lot, "年次監査の抽出")
        unit.commit()
    return sample


def numbers(sample: Sample) -> list[str]:
    return [case.row.receipt_number for case in sample.cases]


def test_the_same_lot_draws_the_same_and_another_others(
    installation: Installation, auditor: Member, session: Session
) -> None:
    every = {file_application(installation, session) for _ in range(8)}
    first = drawn(installation, auditor, 4)
    assert (len(set(numbers(first)) & every), first.population) == (4, 8)
    assert numbers(drawn(installation, auditor, 4)) == numbers(first)
    assert len({tuple(numbers(drawn(installation, auditor, 4, lot))) for lot in range(6)}) > 1


@pytest.mark.both_engines
def test_no_more_is_drawn_than_arrived_or_than_is_printed_at_once(
    installation: Installation, auditor: Member, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_sample, "MOST", 3)
    assert numbers(drawn(installation, auditor, 5)) == []
    for _ in range(4):
        file_application(installation, session)
    assert len(drawn(installation, auditor, 500).cases) == 3
    assert numbers(drawn(installation, auditor, 5, month=9)) == []


def test_the_file_holds_how_it_was_drawn_the_form_and_the_records(
    installation: Installation, auditor: Member, session: Session
) -> None:
    number = file_application(installation, session)
    drawn(installation, auditor, 1)
    sample, file = drawn(installation, auditor, 1, lot=77), io.BytesIO()
    pack_sample(installation, sample, file)
    with zipfile.ZipFile(file) as archive:
        names = ("form.pdf", "records.csv", "checks.csv")
        assert archive.namelist() == ["sample.json", *(f"{number}/{name}" for name in names)]
        checks = list(csv.reader(io.StringIO(archive.read(f"{number}/checks.csv").decode("utf-8-sig"))))
        assert checks[0] == ["確かめること", "印", "職員", "日時"]
        assert {line[1] for line in checks[1:]} == {"なし"}
        content = json.loads(archive.read("sample.json"))
        assert (content["lot"], content["population"], content["applications"]) == (77, 1, [number])
        assert number in PdfReader(io.BytesIO(archive.read(f"{number}/form.pdf"))).pages[0].extract_text()
        rows = list(csv.reader(io.StringIO(archive.read(f"{number}/records.csv").decode("utf-8-sig"))))
    assert rows[0][:3] == ["日時", "職員", "したこと"]
    assert [row[2] for row in rows[1:3]] == [
        "監査で中身を見る理由を書いた",
        "申請の画面を開いた",
    ]  # of the drawing before
    assert rows[1][4] == "そのほか：年次監査の抽出"


def test_what_was_drawn_has_been_seen(installation: Installation, auditor: Member, session: Session) -> None:
    file_application(installation, session)
    drawn(installation, auditor, 1, lot=5)
    with installation.database.read() as unit:
        records = [(record.actor, record.action, record.detail) for record in audit_records.after(unit, 0)][-2:]
    assert records == [
        ("staff:kansa", "see case", "audit sample"),
        ("staff:kansa", "export audit sample", "2026-11-01 2026-11-30 lot 5 1 applications"),
    ]
