"""A mapping drafted from the headings of another product's table."""

from dataclasses import replace

import pytest
from ruamel.yaml import YAML

from integrations.imports.readers import read_packages
from integrations.sockets.import_socket import Header, Package, PackedFile
from portal.services.imports.draft_mapping import targets_of
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.mapping_text import draft_text, other_words, whole_text
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from tests.integrations.imports.other_products import graffer, logo, tumo
from tests.portal.world import PROCEDURE


def drafted(installation: Installation, packages: tuple[Package, ...]) -> str:
    procedure = installation.catalogue.current(PROCEDURE)
    return draft_text("shinsei", procedure, targets_of(installation, procedure), packages)


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (tumo(), {"receipt_number": "整理番号", "arrived_at": "申込日時", "state": "処理状況"}),
        (logo(), {"receipt_number": "受付番号", "arrived_at": "送信日時", "state": "ステータス"}),
        (graffer(), {"receipt_number": "申請ID", "arrived_at": "申請日時", "state": "ステータス"}),
    ],
    ids=["tumo", "logo", "graffer"],
)
def test_number_time_and_state_are_known_by_the_headings_of_each_product(
    installation: Installation, content: bytes, header: dict[str, str]
) -> None:
    document = YAML(typ="safe").load(drafted(installation, read_packages(content)))
    assert document["header"] == header
    lines = {line["to"]: line["from"] for line in document["fields"]}
    assert (lines["name"], lines["birth"]) == ("氏名", "生年月日")


def test_equal_labels_are_taken_near_ones_marked_and_the_rest_left_open(installation: Installation) -> None:
    text = drafted(installation, read_packages(tumo()))
    assert '  - {from: "氏名", to: "name"}\n' in text
    assert '{from: "住所", to: "address"}  # near, look at it: 証の持ち主（被保険者）／住民票の住所' in text
    assert '#  - {from: "備考", to: }' in text
    assert '#  - {from: "", to: "consent_true", codes: {"はい": "yes"' in text
    assert '"窓口で受け取る（本人か同じ世帯の人）": "counter"' in text, "to be filled in without looking up the codes"
    assert "処理中（1）" in text, "the states of the table, for `done`"
    assert "髙見本" not in text, "no answer goes into a file"


def test_what_only_some_are_asked_is_not_left_open_for_everybody(installation: Installation) -> None:
    water = installation.catalogue.current("suido-kaishi")
    text = draft_text("suido", water, targets_of(installation, water), read_packages("受付番号,甲乙丙\n1,x\n".encode()))
    assert ('"user.phone"' in text, '"filer_phone"' in text) == (True, False)


def test_a_table_without_a_known_heading_is_drafted_as_a_file_that_reads(installation: Installation) -> None:
    text = drafted(installation, read_packages("受付番号,甲乙丙\n1,x\n".encode()))
    assert YAML(typ="safe").load(text)["fields"] == []
    assert '#  - {from: "甲乙丙", to: }' in text


def test_a_password_and_an_individual_number_are_never_matched(installation: Installation) -> None:
    text = drafted(installation, read_packages("受付番号,パスワード,個人番号,氏名\n1,x,123456789018,見本\n".encode()))
    assert {entry["from"] for entry in YAML(typ="safe").load(text)["ignored"]} == {"パスワード", "個人番号"}


def test_numbers_that_each_form_counts_for_itself_get_the_name_before_them(installation: Installation) -> None:
    short, long = (YAML(typ="safe").load(drafted(installation, read_packages(content))) for content in (logo(), tumo()))
    assert short["former"]["prefix"] == "shinsei-"
    assert "prefix" not in long["former"]


def test_words_near_an_option_become_its_code_and_the_sign_between_them_is_seen(installation: Installation) -> None:
    document = YAML(typ="safe").load(drafted(installation, read_packages(tumo())))
    line = next(line for line in document["fields"] if line["to"] == "cards")
    assert line["codes"]["介護保険被保険者証"] == "insured"
    procedure = installation.catalogue.current(PROCEDURE)
    assert "介護保険被保険者証 → 被保険者証" in other_words(procedure, line, speech_of(procedure, "ja"))
    assert other_words(procedure, {"to": "nowhere"}, speech_of(procedure, "ja")) == []
    assert line["split"] == "、"


def test_the_whole_text_is_read_back_as_it_was() -> None:
    document = {
        "mapping": "a", "header": {"state": "状態"}, "fields": [{"from": ["a: b"], "to": "x", "codes": {"1": "yes"}}],
        "rows": [{"from": "子", "to": "children", "fields": [{"from": ["名"], "to": "name.full"}]}],
    }  # fmt: skip
    assert YAML(typ="safe").load(whole_text(document)) == document


def test_what_an_applicant_wrote_under_a_state_neither_shows_nor_becomes_a_line(installation: Installation) -> None:
    written = '受付番号,状態,氏名\n1,"受付\nfields: []",見本\n2,先月から家の中で転んで足が動かず、寝たきりです。,見本\n'
    text = drafted(installation, read_packages(written.encode()))
    assert YAML(typ="safe").load(text)["fields"]
    assert ("受付 fields: []（1）" in text, "寝たきり" in text) == (True, False)


def test_a_column_of_files_is_drafted_for_the_paper_of_its_name(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    fields = {"番号": "1", "登記事項証明書の写し": "a.pdf", "届いた日時": "2026-11-17 10:00", "氏名": "見本 太郎"}
    package = Package(Header(form="F-1"), fields, (PackedFile("a.pdf", b"%PDF", "登記事項証明書の写し"),))
    text = draft_text("moved", procedure, targets_of(installation, procedure), [package])
    assert 'files:\n  - {from: "登記事項証明書の写し", to: "paper-guardian_paper"}' in text
    assert importer_of(installation.importer).mapping(YAML(typ="safe").load(text), procedure).read(package).files
    alone = draft_text("moved", procedure, targets_of(installation, procedure), [replace(package, files=())])
    assert "files:" not in alone
