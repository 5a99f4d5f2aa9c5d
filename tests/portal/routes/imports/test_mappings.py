"""The wizard for an unknown form, without scripts."""

import html
import re

import pytest
from ruamel.yaml import YAML

from integrations.imports.readers import read_packages
from portal.cli.problem import command_line
from portal.jobs.take_waiting_packages import take_waiting_packages
from portal.services.imports.draft_mapping import targets_of
from portal.services.imports.mapping_text import draft_text
from portal.services.imports.propose_mapping import note_proposal
from portal.services.shared.installation import Installation
from portal.store.imports import import_packages
from tests.integrations.imports.other_products import logo
from tests.journeys.packages import UNKNOWN
from tests.portal.importing import bring, rows
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import audited
from tests.portal.world import DUTY, PROCEDURE, add_member


@pytest.fixture
def administrator(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*")))


def chosen(page: str) -> dict[str, str]:
    boxes = re.findall(r'name="(to\.[0-9]+)" value="([^"]*)"', page)
    return {box: html.unescape(value) for box, value in boxes}


def wizard(installation: Installation) -> tuple[str, list[int]]:
    rows = bring(installation, UNKNOWN, "u.csv")
    assert {(row.state, row.reason, row.their_number) for row in rows} == {("quarantined", "unmapped", "")}
    return f"/desk/imports/{rows[0].id}/map", [row.file_id for row in rows]


def test_a_clerk_maps_an_unknown_form_and_somebody_else_approves_it(
    installation: Installation, reviewing: StaffBrowser, administrator: StaffBrowser
) -> None:
    address, files = wizard(installation)
    assert "どの手続の申請ですか" in reviewing.get(address)
    page = reviewing.get(f"{address}?procedure={PROCEDURE}")
    assert "19490403" in page
    labels = [html.unescape(value) for value in re.findall(r'<option value="([^"]*)"', page)]
    boxes = dict.fromkeys(chosen(page), "")
    choices = {"to.0": "もとの受付番号", "to.1": "届いた日時"}
    choices |= {
        "to.2": next(label for label in labels if "氏名" in label and "（" not in label),
        "to.4": next(label for label in labels if "生年月日" in label),
    }
    tried = reviewing.post(address, address, {"procedure": PROCEDURE, **boxes, **choices, "act": "try"})
    assert (tried.status_code, "待っている2件で試しました" in tried.text) == (200, True)
    sent = reviewing.post(address, address, {"procedure": PROCEDURE, **boxes, **choices, "act": "propose"})
    assert sent.status_code == 303, sent.text
    mapping = sent.headers["location"].partition("?")[0]
    assert reviewing.post(mapping, f"{mapping}/approve", {}).status_code == 403, "a second person must approve"
    assert "この対応表を使う" in administrator.get(mapping)
    assert administrator.post(mapping, f"{mapping}/approve", {}).status_code == 303
    assert administrator.post(mapping, f"{mapping}/approve", {}).status_code == 409
    assert take_waiting_packages(installation) == 2
    assert {row.state for row in rows(installation, files[0])} == {"taken"}
    assert "使っている" in administrator.get("/desk/imports/mappings")


def test_an_xml_of_no_known_layout_shows_its_fields_by_where_they_are(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    xml = '<?xml version="1.0"?><申請 xmlns="urn:x" 番号="A-1"><本人><氏名>見本 太郎</氏名></本人></申請>'
    (row,) = bring(installation, xml.encode(), "u.xml")
    assert (row.state, row.reason) == ("quarantined", "unmapped")
    page = reviewing.get(f"/desk/imports/{row.id}/map?procedure={PROCEDURE}")
    assert all(words in page for words in ("申請@番号", "A-1", "申請.本人.氏名", "見本 太郎"))


def test_a_question_that_is_none_and_one_that_is_taken_twice_are_reported(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    address, _ = wizard(installation)
    boxes = dict.fromkeys(chosen(reviewing.get(f"{address}?procedure={PROCEDURE}")), "")
    for wrong, message in (
        ({"to.2": "ない質問"}, "この名前の質問はありません"),
        ({}, "1つも選ばれていません"),
        ({"to.0": "", "procedure": ""}, "手続を選んでください"),
    ):
        response = reviewing.post(address, address, {"procedure": PROCEDURE, **boxes, **wrong, "act": "try"})
        assert (response.status_code, message in response.text) == (422, True), message


def test_a_table_of_the_former_system_is_mapped_on_the_page_with_what_is_done_there(
    installation: Installation, reviewing: StaffBrowser, administrator: StaffBrowser
) -> None:
    (first, *_) = bring(installation, logo(3), "logo.csv")
    address = f"/desk/imports/{first.id}/map"
    page = reviewing.get(f"{address}?procedure={PROCEDURE}")
    assert 'name="former" value="yes" checked' in page, "a column of states is there"
    boxes = {name: html.unescape(value) for name, value in re.findall(r'name="(to\.[0-9]+)" value="([^"]*)"', page)}
    filled = {"procedure": PROCEDURE, **boxes, "former": "yes", "done": "対応済み、取下げ", "prefix": "logo-"}
    tried = reviewing.post(address, address, {**filled, "act": "try"}).text
    assert 'value="対応済み、取下げ"' in tried
    assert "1件は、前のシステムで終わっているので、申請にしません" in tried
    ended = reviewing.post(address, address, {**filled, "done": "対応済み、未対応", "act": "propose"})
    assert (ended.status_code, "待っているものは全部、前のシステムで終わっている" in ended.text) == (422, True)
    sent = reviewing.post(address, address, {**filled, "act": "propose"})
    assert sent.status_code == 303, sent.text
    earlier = sent.headers["location"].partition("?")[0]
    sent = reviewing.post(address, address, {**filled, "act": "propose"})
    mapping = sent.headers["location"].partition("?")[0]
    assert "確認を待っていた前の対応表は、これに替わりました" in reviewing.get(sent.headers["location"])
    assert "新しいものに替わった" in administrator.get(earlier)
    assert administrator.post(mapping, f"{earlier}/approve", {}).status_code == 409
    shown = administrator.get(mapping)
    assert all(words in shown for words in ("状態が「対応済み」の行", "申請にしない", "前のシステムでの状態", "logo-"))
    administrator.post(mapping, f"{mapping}/approve", {})
    take_waiting_packages(installation)
    states = [(row.state, row.their_number) for row in rows(installation, first.file_id)]
    assert states == [("taken", "logo-1"), ("discarded", ""), ("taken", "logo-3")]


def test_one_of_the_command_line_shows_what_is_done_there_and_each_word_of_another_name(
    installation: Installation, administrator: StaffBrowser
) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    text = draft_text("saikofu", procedure, targets_of(installation, procedure), read_packages(logo(3)))
    trial = {"packages": 3, "whole": 2, "held": 0, "done": 1, "troubles": []}
    with installation.database.write() as unit:
        number = note_proposal(installation, unit, command_line(), DUTY, YAML(typ="safe").load(text), trial)
        unit.commit()
    shown = administrator.get(f"/desk/imports/mappings/{number}")
    assert "3件のうち2件が、そのまま読めました。1件は、前のシステムで終わっている" in shown
    assert ("男性 → 男" in shown, "自分の証 →" in shown) == (True, False), "for the second person to judge"
    assert "11月20日" in administrator.get("/desk/imports/mappings")


def test_a_mapping_that_is_withdrawn_is_never_used(
    installation: Installation, reviewing: StaffBrowser, administrator: StaffBrowser
) -> None:
    address, files = wizard(installation)
    boxes = dict.fromkeys(chosen(reviewing.get(f"{address}?procedure={PROCEDURE}")), "")
    boxes |= {"to.0": "もとの受付番号", "to.1": "届いた日時", "to.3": _label(reviewing, address, "電話")}
    mapping = (
        reviewing.post(address, address, {"procedure": PROCEDURE, **boxes, "act": "propose"})
        .headers["location"]
        .partition("?")[0]
    )
    assert reviewing.post(mapping, f"{mapping}/withdraw", {}).status_code == 303
    assert administrator.post(mapping, f"{mapping}/approve", {}).status_code == 409
    with installation.database.read() as unit:
        assert import_packages.counts(unit)["quarantined"] == len(rows(installation, files[0]))


def test_a_mapping_in_force_is_ended_on_its_page(
    installation: Installation, reviewing: StaffBrowser, administrator: StaffBrowser
) -> None:
    address, _ = wizard(installation)
    boxes = dict.fromkeys(chosen(reviewing.get(f"{address}?procedure={PROCEDURE}")), "")
    boxes |= {"to.0": "もとの受付番号", "to.1": "届いた日時", "to.3": _label(reviewing, address, "電話")}
    given = reviewing.post(address, address, {"procedure": PROCEDURE, **boxes, "act": "propose"})
    mapping = given.headers["location"].partition("?")[0]
    assert re.search(r"件：1(、2)*番目", administrator.get(mapping))
    assert "申請として入ります" in administrator.get(mapping)
    assert administrator.post(mapping, f"{mapping}/approve", {}).status_code == 303
    assert ("使うのをやめる" in reviewing.get(mapping), "使うのをやめる" in administrator.get(mapping)) == (False, True)
    assert administrator.post(mapping, f"{mapping}/withdraw", {}).status_code == 303
    assert "取り下げた（使っていない）" in administrator.get(mapping)


def _label(browser: StaffBrowser, address: str, part: str) -> str:
    page = browser.get(f"{address}?procedure={PROCEDURE}")
    return next(html.unescape(value) for value in re.findall(r'<option value="([^"]*)"', page) if part in value)


def test_another_section_reaches_neither_wizard_nor_mapping(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    address, _ = wizard(installation)
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    assert charlie.client.get(f"{address}?procedure={PROCEDURE}").status_code == 404
    assert charlie.client.get("/desk/imports/mappings/1").status_code == 404
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert clerk.client.get("/desk/imports/mappings").status_code == 403


def mapped(reviewing: StaffBrowser, address: str, act: str, **boxes: str) -> tuple[int, str]:
    """Maps the number, the time of arrival and the telephone only."""
    empty = dict.fromkeys(chosen(reviewing.get(f"{address}?procedure={PROCEDURE}")), "")
    choices = {
        "to.0": "もとの受付番号",
        "to.1": "届いた日時",
        "to.3": _label(reviewing, address, "電話"),
        **boxes,
    }
    response = reviewing.post(address, address, {"procedure": PROCEDURE, **empty, **choices, "act": act})
    return response.status_code, response.text


def test_a_time_of_arrival_as_table_programs_write_it_is_read(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    (row, *_) = bring(installation, UNKNOWN.replace(b"2026-11-17 1", b"2026/11/17 1"), "u.csv")
    address = f"/desk/imports/{row.id}/map"
    status, page = mapped(reviewing, address, "try")
    assert (status, "届いた日時が、日時として読めません" in page, 'value="propose"' in page) == (200, False, True)
    assert mapped(reviewing, address, "propose")[0] == 303


@pytest.mark.parametrize(
    ("boxes", "why"),
    [
        ({"to.1": "", "to.2": "届いた日時"}, "届いた日時が、日時として読めません。"),
        ({"to.1": ""}, "届いた日時がない"),
        ({"to.0": ""}, "受付番号がない"),
    ],
)
def test_a_mapping_by_which_not_one_package_could_be_taken_is_not_sent_on_and_says_why(
    installation: Installation, reviewing: StaffBrowser, boxes: dict[str, str], why: str
) -> None:
    address, _ = wizard(installation)
    status, page = mapped(reviewing, address, "try", **boxes)
    assert (status, why in page, "1件も取り込めない" in page, 'value="propose"' in page) == (200, True, True, False)
    status, page = mapped(reviewing, address, "propose", **boxes)
    assert (status, why in page, "1件も取り込めない" in page) == (422, True, True)
    assert "まだありません" in reviewing.get("/desk/imports/mappings")


def test_every_look_at_the_samples_is_recorded(installation: Installation, reviewing: StaffBrowser) -> None:
    address, _ = wizard(installation)
    reviewing.post(address, address, {"procedure": PROCEDURE, "act": "try"})
    assert len(audited(installation, "map package")) == 2  # the page, and what was posted


def test_a_form_whose_mapping_waits_in_another_section_is_refused_calmly(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    address, files = wizard(installation)
    form = rows(installation, files[0])[0].form
    with installation.database.write() as unit:
        note_proposal(installation, unit, command_line(), "childcare", {"form": form, "procedure": PROCEDURE}, {})
        unit.commit()
    boxes = dict.fromkeys(chosen(reviewing.get(f"{address}?procedure={PROCEDURE}")), "")
    boxes |= {"to.0": "もとの受付番号", "to.1": "届いた日時", "to.3": _label(reviewing, address, "電話")}
    answer = reviewing.post(address, address, {"procedure": PROCEDURE, **boxes, "act": "propose"})
    assert (answer.status_code, "ほかの課が、この様式の対応表を出して" in answer.text) == (422, True)
