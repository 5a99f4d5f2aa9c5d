"""An import needs number, arrival and mapping."""

import json
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from forms.fields.file import OFFICE, OLD, XML
from integrations.scanning.fake import FakeScanner
from integrations.sockets.import_socket import Header, Mapped, Package, PackedFile
from portal.db import Database, Unit
from portal.services.imports import ready_package as readying
from portal.services.imports.import_words import REASONS
from portal.services.imports.ready_package import Held, Mappings, Ready, WaitingPackage, arrival_of, ready_package
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.imports import import_mappings
from portal.store.imports.import_mappings import APPROVED, MappingRow
from portal.store.imports.import_packages import WAITING, PackageRow
from tests.forms.loading.small import small
from tests.integrations.imports.mapped import mappings
from tests.integrations.remaking.compounds import doc, xls
from tests.integrations.remaking.test_office import packed
from tests.pictures import jpeg
from tests.portal.importing import ARRIVED, FORM
from tests.portal.later import later
from tests.portal.world import ANSWERS, DUTY, PROCEDURE

CAME = datetime.fromisoformat("2026-11-19T09:00:00+09:00")
HEADER = Header("GS1", FORM, "1", ARRIVED)
ROW = PackageRow(
    1, 1, 1, "hash", "GS1", "GS1", FORM, "1", "", "", False, WAITING, "", "", 0, None, None, None, 1, "staff:tanto"
)  # fmt: skip


def sent(**changes: object) -> Package:
    mapping = next(mapping for mapping in mappings() if mapping.procedure == PROCEDURE)
    return replace(Package(HEADER, mapping.write(ANSWERS)), **changes)  # type: ignore[arg-type]


def ready(installation: Installation, package: Package | Held, place: int = 1) -> Ready:
    packages = package if isinstance(package, Held) else [package]
    waiting = WaitingPackage(replace(ROW, place=place), packages, CAME)
    return ready_package(installation, waiting, Mappings(installation))


def reason(installation: Installation, package: Package | Held, place: int = 1) -> str:
    with pytest.raises(Held) as held:
        ready(installation, package, place)
    assert held.value.reason in REASONS
    return held.value.reason


def configured(installation: Installation, **settings: str) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update=settings))


def test_the_mapping_and_the_lists_of_the_city_are_read_once_for_packages_of_several_days(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, read = Mappings(installation), Database.read
    counted: list[str] = []

    def counting(database: Database) -> AbstractContextManager[Unit]:
        counted.append("unit")
        return read(database)

    monkeypatch.setattr(Database, "read", counting)
    monkeypatch.setattr(installation.rules.lists, "keep_up", lambda _: counted.append("lists"))
    for days in range(3):
        package = sent(header=replace(HEADER, arrived_at=ARRIVED - timedelta(days=days)))
        ready_package(installation, WaitingPackage(ROW, [package], CAME), kept)
    assert counted == ["unit", "lists"]


def test_the_arrival_is_the_senders_or_by_the_citys_choice_when_the_file_came(installation: Installation) -> None:
    recorded = arrival_of(installation, HEADER, CAME)
    assert (recorded.at, recorded.place, recorded.basis) == (ARRIVED, "mynaportal", "package")
    received = arrival_of(configured(installation, import_arrival="received"), HEADER, CAME)
    assert (received.at, received.place, received.basis) == (CAME, "mynaportal", "imported")


def test_an_arrival_is_never_guessed_and_may_be_ahead_by_five_minutes_only(installation: Installation) -> None:
    standing = later(installation)
    edge = standing.clock.now() + timedelta(minutes=5)
    assert arrival_of(standing, replace(HEADER, arrived_at=edge), CAME).at == edge
    received = configured(standing, import_arrival="received")
    for header, expected in (
        (replace(HEADER, receipt_number=""), "no_number"),
        (replace(HEADER, arrived_at=None), "no_arrival"),
        (replace(HEADER, arrived_at=edge + timedelta(seconds=1)), "arrival_ahead"),
    ):
        for city in (standing, received):
            with pytest.raises(Held) as held:
                arrival_of(city, header, CAME)
            assert held.value.reason == expected


def test_a_ready_package_holds_answers_and_evidence_and_has_stored_nothing(installation: Installation) -> None:
    package = ready(installation, sent(signature=b"signature"))
    draft, evidence = package.filing.draft, package.filing.evidence
    assert {name: draft.answers[name] for name in ANSWERS} == dict(ANSWERS)
    assert (package.number, draft.row.door, draft.stored) == ("GS1", "mynaportal", False)
    assert (evidence["way"], evidence["their_number"], evidence["form"]) == ("package", "GS1", FORM)
    (finding,) = draft.sealer.open("package findings", package.sealed_findings)
    assert (finding["kind"], "確かめていません" in finding["say"]) == ("signature", True)
    with installation.database.read() as unit:
        assert applications.by_id(unit, 1) is None


def test_a_package_without_its_place_in_the_file_or_without_a_mapping_is_held(installation: Installation) -> None:
    assert reason(installation, sent(), place=2) == "empty"
    assert reason(installation, sent(header=replace(HEADER, form="KKN-X"))) == "unmapped"
    assert reason(installation, sent(header=replace(HEADER, version="9"))) == "unmapped"
    assert reason(installation, Held("zip_broken")) == "zip_broken"
    document = {"mapping": "made-here", "fields": [{"from": "電話", "to": "no_such_question"}]}
    with installation.database.write() as unit:
        row = MappingRow(0, FORM, PROCEDURE, DUTY, json.dumps(document), "{}", APPROVED, "tanto", 1, None, None)
        import_mappings.add(unit, row)
        unit.commit()
    assert reason(installation, sent()) == "unfit"


def test_synthetic_packages_are_refused_in_production_only(installation: Installation) -> None:
    synthetic = sent(header=replace(HEADER, synthetic=True))
    assert ready(installation, synthetic).number == "GS1"
    assert reason(configured(installation, env="production"), synthetic) == "synthetic"


def test_a_file_of_a_package_is_of_any_kind_that_its_question_takes(installation: Installation) -> None:
    question = "      - {id: list, type: file, label: 名簿, media: [docx, txt, doc, xml]}\n"
    sent_files = {
        "a.docx": packed("docx"),
        "b.csv": "氏名,年".encode("cp932"),
        "c.xls": xls(),
        "d.jpg": jpeg(),
        "e.doc": doc(),
        "f.xml": b"<a/>",
        "g.doc": doc("\x13 DDE cmd \x14\x15"),
    }
    mapped = Mapped(HEADER, {}, {}, tuple(("list", PackedFile(name, content)) for name, content in sent_files.items()))
    looked = readying._look_at_files(replace(installation, scanner=FakeScanner()), small(question), mapped)
    assert [made.media for _, _, made in looked.files] == [OFFICE["docx"], "text/plain", OLD["doc"], XML]
    old, other, acting = (finding.say for finding in looked.findings)
    assert "c.xlsは、古い形の文書" in old
    assert "g.docは、マクロや、開くと動くもの" in acting
    assert "d.jpgは、受け取れる種類ではありません" in other
