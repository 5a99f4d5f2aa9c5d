"""A draft mapping for an unknown form."""

import re
from dataclasses import replace
from typing import NoReturn

import pytest

from integrations.sockets.import_socket import FormMapping, Header, Package
from portal.services.imports.draft_mapping import (
    ARRIVED,
    NUMBER,
    STATE,
    Known,
    Target,
    fields_of,
    guess,
    packages_of_form,
    targets_of,
    try_mapping,
    write_mapping,
)
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.import_words import reason_words
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.store.imports import import_packages
from portal.store.imports.import_packages import QUARANTINED, Move
from tests.integrations.imports.mapped import mappings
from tests.journeys.packages import UNKNOWN
from tests.portal.importing import ARRIVED as ARRIVED_AT
from tests.portal.importing import bring, package
from tests.portal.world import ANSWERS, DUTY, PROCEDURE

CHOSEN = {"番号": NUMBER, "受けた時刻": ARRIVED, "誕生日": "birth", "余り": ""}


def drafted(installation: Installation) -> FormMapping:
    procedure = installation.catalogue.current(PROCEDURE)
    known = (Known("誕生日", ("19490403",)),)
    document = write_mapping("F-1", procedure, CHOSEN, known, speech_of(procedure, "ja"))
    return importer_of(installation.importer).mapping(document, procedure)


def of_form(number: str = "U1", arrived: str = "2026-11-17 10:00", birth: str = "19490403") -> Package:
    return Package(Header(form="F-1"), {"番号": number, "受けた時刻": arrived, "誕生日": birth})


def test_names_and_readings_are_guessed_and_no_target_twice() -> None:
    known = [Known("氏名（姓）", ()), Known("シメイ", ()), Known("まったく違う", ())]
    targets = [Target("name.family", "本人／氏名（姓）"), Target("name", "本人／しめい")]
    assert guess(known, targets) == {"氏名（姓）": "name.family", "シメイ": "name"}


def test_parts_follow_the_person_that_everybody_names_and_readings_are_no_names(installation: Installation) -> None:
    headings = ("氏名", "氏名カナ", "郵便番号", "住所")
    targets = targets_of(installation, installation.catalogue.current(PROCEDURE))
    guesses = guess([Known(heading, ()) for heading in headings], targets)
    assert guesses == {"氏名": "name", "氏名カナ": "kana", "郵便番号": "address.postal", "住所": "address"}


def test_each_field_shows_at_most_three_different_texts_and_no_blank_one() -> None:
    texts = [" ", "家で", "家で", "駅で", "", "店で", "庭で"]
    packages = [Package(Header(), {"理由": text, "空": " "}) for text in texts]
    assert fields_of(packages) == (Known("理由", ("家で", "駅で", "店で")), Known("空", ()))


def test_targets_have_different_labels_and_leave_out_files(installation: Installation) -> None:
    targets = targets_of(installation, installation.catalogue.current("jido-teate-nintei"))
    keys, labels = [target.key for target in targets], [target.label for target in targets]
    assert keys[:2] == [NUMBER, ARRIVED]
    assert len(set(labels)) == len(labels)
    procedure = installation.catalogue.current("jido-teate-nintei")
    files = {field.name for field in procedure.fields if field.type.control == "file"}
    assert not files & set(keys)
    rows = {match[1] for key in keys if (match := re.match(r"children\.([0-9]+)\.", key))}
    assert rows == {"1", "2", "3", "4", "5"}


def test_a_draft_reads_dates_as_the_samples_write_them_and_choices_by_their_labels(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    chosen = {**CHOSEN, "理由": "reason", "証": "cards"}
    document = write_mapping("F-1", procedure, chosen, (Known("誕生日", ("19490403",)),), speech_of(procedure, "ja"))
    assert document["header"] == {"receipt_number": "番号", "arrived_at": "受けた時刻"}
    lines = {line["to"]: line for line in document["fields"]}
    assert lines.keys() == {"birth", "reason", "cards"}
    assert lines["birth"] == {"from": "誕生日", "to": "birth", "date": "%Y%m%d"}
    assert "lost" in lines["reason"]["codes"].values()
    assert (lines["cards"]["split"], "split" in lines["reason"]) == (";", False)


def test_a_trial_counts_what_would_be_held_and_what_would_have_to_be_mended(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    several = [of_form(), of_form(number=""), of_form(arrived="きのう"), of_form("U4", birth="99999999")]
    packages = [replace(package, place=place) for place, package in enumerate(several, 1)]
    trial = try_mapping(installation, drafted(installation), procedure, packages)
    assert (trial.packages, trial.held, trial.whole, trial.takes) == (4, 2, 0, True)
    assert trial.holds == {"受付番号がない": 1, reason_words("arrived_at"): 1}
    births = [count for sentence, count in trial.troubles.items() if "生年月日" in sentence]
    assert births == [1]
    assert (trial.places["受付番号がない"], trial.places[reason_words("arrived_at")]) == ([2], [3])
    assert [places for words, places in trial.summary["places"].items() if "生年月日" in words] == [[4]]
    assert trial.summary["troubles"][:2] == trial.holds.most_common()
    assert not try_mapping(installation, drafted(installation), procedure, packages[1:3]).takes


def test_a_package_without_mistakes_counts_as_whole(installation: Installation) -> None:
    mapping = next(mapping for mapping in mappings() if mapping.procedure == PROCEDURE)
    sound = Package(Header("GS1", mapping.form, "1", ARRIVED_AT), mapping.write(ANSWERS))
    trial = try_mapping(installation, mapping, installation.catalogue.current(PROCEDURE), [sound])
    assert (trial.whole, trial.held, trial.reasons) == (1, 0, [])


def test_a_line_that_is_done_in_the_former_system_is_counted_apart(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    document = write_mapping(
        "F-1", procedure, {**CHOSEN, "状況": STATE}, (), speech_of(procedure, "ja"), {"done": ["対応済み"]}
    )
    mapping = importer_of(installation.importer).mapping(document, procedure)
    lines = [
        replace(of_form(number), fields={**of_form(number).fields, "状況": state})
        for number, state in (("U1", "対応済み"), ("", "対応済み"), ("U3", "受付"))
    ]
    trial = try_mapping(installation, mapping, procedure, lines)
    assert (trial.packages, trial.done, trial.held, trial.takes) == (3, 2, 0, True)
    assert trial.whole + sum(count for _, count in trial.reasons) >= 1
    assert trial.summary["done"] == 2
    assert not try_mapping(installation, mapping, procedure, lines[:2]).takes


def test_only_held_packages_of_the_form_are_tried(installation: Installation) -> None:
    form = bring(installation, UNKNOWN, "u.csv")[0].form
    bring(installation, package(form="KKN-X"))
    bring(installation, package("GS2"))
    with installation.database.read() as unit:
        tried = packages_of_form(installation, unit, form)
        assert packages_of_form(installation, unit, "KKN-KAIGO-SAIKOFU") == []
    assert [entry.fields["番号"] for entry in tried] == ["U1", "U2"]


def test_samples_are_of_the_own_section_or_of_none(installation: Installation) -> None:
    """Another section's line with the same headings may be held under its mapping."""
    row, other = bring(installation, UNKNOWN, "u.csv")
    with installation.database.write() as unit:
        move = Move(QUARANTINED, QUARANTINED, "differs", 0, "", PROCEDURE, DUTY)
        assert import_packages.move(unit, other.id, move)
        seen = [len(packages_of_form(installation, unit, row.form, duty)) for duty in ("", DUTY, "childcare")]
    assert seen == [1, 2, 1]


def test_a_line_of_long_texts_taken_for_headings_is_refused_by_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unread(str):
        def __iter__(self) -> NoReturn:
            raise AssertionError("a look at each letter, ten thousand times")

    monkeypatch.setattr("portal.services.imports.draft_mapping._read", Unread)
    known = [Known(f"{number}の住所" + "あいうえお" * 4_000, ()) for number in range(20)]
    targets = [Target(f"a{number}", f"本人／住民票の住所その{number}") for number in range(500)]
    assert guess(known, targets) == {}


# As other products name the columns of a water table. Assumed: none of them publishes its table.
WATER = {
    "受付番号": NUMBER, "申請日時": ARRIVED, "ステータス": "@state", "使用開始日": "starts_on", "使用者氏名": "user.name",
    "使用者氏名（フリガナ）": "user.kana", "お客様番号": "customer_no", "支払方法": "pays_by", "電話番号": "user.phone", "備考": "",
}  # fmt: skip


def test_columns_named_by_nouns_find_the_questions_in_everyday_words(installation: Installation) -> None:
    water = targets_of(installation, installation.catalogue.current("suido-kaishi"))
    guesses = guess([Known(heading, ()) for heading in WATER], water)
    assert guesses == {heading: key for heading, key in WATER.items() if key}
    cards = targets_of(installation, installation.catalogue.current(PROCEDURE))
    headings = ("再交付を申請する証", "再交付の理由")
    assert guess([Known(heading, ()) for heading in headings], cards) == dict(
        zip(headings, ("cards", "reason"), strict=True)
    )
