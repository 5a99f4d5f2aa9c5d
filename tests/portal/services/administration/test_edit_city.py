"""What is written in the browser is the city, from its day, until it is handed back (D293)."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from portal.errors import Conflict, NotAllowed, NotFound
from portal.jobs.put_editions_in_force import put_editions_in_force
from portal.services.administration.city_parts import PARTS
from portal.services.administration.edit_city import (
    begin_edition,
    bring_into_force,
    decide_edition,
    differing_lines,
    judge,
    may_approve,
    open_edition,
    read_day,
    save_edition,
    text_now,
)
from portal.services.administration.follow_city import follow_city
from portal.services.audit.findings import WRONG, findings_of
from portal.services.cases.cases import case_of_member
from portal.services.desk.sections.handling_rules import read_handling_rules
from portal.services.handover.hand_over_times import read_hand_over_times
from portal.services.procedures.describe_keeping import describe_keeping
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.city_rules import put
from portal.services.shared.installation import Installation
from portal.services.staff.groups import read_staff_groups
from portal.store.administration import city_editions
from portal.store.administration.city_editions import (
    APPROVED,
    ASKED,
    FAULTY,
    IN_FORCE,
    REFUSED,
    WITHDRAWN,
)
from portal.store.shared import audit_records
from portal.wiring import install
from tests.portal.later import later
from tests.portal.services.administration.editing import HOURS, administrator, approved, asked, settled, written
from tests.portal.services.handover.test_hand_over import GENERIC
from tests.portal.world import DUTY, add_member, alice, file_application
from tests.portal.world import PROCEDURE as CARD


@pytest.mark.both_engines
def test_what_harms_nobody_is_in_force_at_once_and_says_what_it_replaced(installation: Installation) -> None:
    member = administrator(installation)
    row = asked(installation, member, written(installation, member, "hours", HOURS))
    assert row.state == IN_FORCE
    assert installation.city.telephone == "000-000-9999"
    assert installation.city.name == "見本市"  # the file says the rest
    with installation.database.read() as unit:
        assert text_now(installation, unit, PARTS["hours"]) == HOURS
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert actions[-4:] == [
        "begin city edition", "write city edition", "ask for city edition", "put city edition in force",
    ]  # fmt: skip


def test_another_administrator_approves_what_harms_and_never_their_own(installation: Installation) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    with installation.database.read() as unit:
        text = text_now(installation, unit, PARTS["offices"])
    row = asked(installation, member, written(installation, member, "offices", text.replace("000-000-0120", "000-111")))
    assert row.state == ASKED
    assert not may_approve(member, row)
    assert may_approve(other, row)
    for act in ("approve", "refuse"):
        with installation.database.write() as unit, pytest.raises(NotAllowed):
            decide_edition(installation, unit, member, row.id, act)
    assert approved(installation, other, row).state == IN_FORCE
    today = installation.clock.today()
    assert installation.city.office("care-qualification", today).telephone == "000-111"
    with installation.database.write() as unit, pytest.raises(Conflict):
        decide_edition(installation, unit, other, row.id, "approve")


def test_it_waits_for_its_day(installation: Installation) -> None:
    member = administrator(installation)
    tomorrow = (installation.clock.today() + timedelta(days=1)).isoformat()
    row = asked(installation, member, written(installation, member, "hours", HOURS), tomorrow)
    assert row.state == APPROVED
    assert put_editions_in_force(installation) == 0
    assert installation.city.telephone == "000-000-0000"
    then = later(installation, days=2)
    assert put_editions_in_force(then) == 1
    assert put_editions_in_force(then) == 0
    assert follow_city(then) == 1
    assert then.city.telephone == "000-000-9999"


def test_what_is_wrong_is_reported_by_line_and_never_asked_for(installation: Installation) -> None:
    member = administrator(installation)
    row = written(installation, member, "closed", "# 休み\nclosed:\n  - {day: 2027-02-30, reason: 記念日}\n")
    judged = judge(installation, row)
    assert [(each.line, each.key) for each in judged.complaints] == [(3, "value.wrong")]
    with pytest.raises(Conflict):
        asked(installation, member, row)
    foreign = written(installation, member, "hours", f"{HOURS}name: 別の市\n")
    assert [each.line for each in judge(installation, foreign).complaints] == [5]


@pytest.mark.parametrize(
    ("name", "wrong"), [("gairoto-tsuhoo", True), ("gairoto-tsuho", False), ("guide-marriage", False)]
)
def test_a_fee_of_a_procedure_that_there_is_not_is_wrong(installation: Installation, name: str, wrong: bool) -> None:
    member = administrator(installation)
    with installation.database.read() as unit:
        text = text_now(installation, unit, PARTS["fees"])
    assert f"\n  {name}:" not in text
    row = written(installation, member, "fees", text.replace("settings:", f"settings:\n  {name}: {{}}", 1))
    judged = judge(installation, row)
    assert [(each.line, each.text.partition(":")[0]) for each in judged.complaints] == (
        [(2, "gairoto-tsuhoo is no procedure")] if wrong else []
    )


def test_what_no_longer_fits_on_its_day_is_left_out(installation: Installation) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    row = written(installation, member, "offices", "duties: {}\n")
    # Whatever was judged before: it is read again when it takes effect.
    judged = judge(installation, row)
    assert judged.complaints
    with installation.database.write() as unit:
        city_editions.ask(unit, row.id, row.revision, APPROVED, reason="改組", from_day="2026-01-01")
        unit.commit()
    assert put_editions_in_force(installation) == 1
    with installation.database.read() as unit:
        faulty = city_editions.faulty(unit)
    assert [(each.part, each.state) for each in faulty] == [("offices", FAULTY)]
    assert re.match(r"この事務を持つ課が、今日はありません。.*（no office of 見本市 holds the duty ", faulty[0].words)
    assert follow_city(installation) == 0
    assert "roads" in installation.city.duties
    assert other.id != member.id


@pytest.mark.parametrize("broken", ["slots.yaml", "city.yaml", "assignment.yaml"])
def test_while_a_file_cannot_be_read_it_waits_and_says_why(
    installation: Installation, tmp_path: Path, broken: str
) -> None:
    folder = copytree(installation.city.folder, tmp_path / "city")
    other = install(installation.settings.model_copy(update={"city": folder}))
    member = administrator(other)
    asked(other, member, written(other, member, "hours", HOURS), (other.clock.today() + timedelta(days=1)).isoformat())
    then, text = later(other, days=2), (folder / broken).read_text(encoding="utf-8")
    (folder / broken).write_text("wrong: [", encoding="utf-8")
    put_editions_in_force(then)
    with other.database.read() as unit:
        row = city_editions.open_ones(unit)["hours"]
    judged = judge(then, row)
    assert (row.state, judged.complaints, bool(judged.unreadable)) == (APPROVED, (), True)
    with pytest.raises(Refused if broken == "city.yaml" else Conflict):
        asked(then, member, written(then, member, "closed", "closed: []\n"))
    (folder / broken).write_text(text, encoding="utf-8")
    put_editions_in_force(then)
    assert follow_city(then) == 1
    assert then.city.telephone == "000-000-9999"
    other.database.close()


def test_rules_groups_and_scheduled_hand_overs_count_from_their_day_and_go_back(installation: Installation) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    texts = {
        "assignment": "duties: {roads: [{from: 2026-04-01}]}\n",
        "hand-overs": f"hand_overs: [{{layout: {GENERIC}, duty: roads, at: '17:30', from: 2026-04-01}}]\n",
        "staff-groups": "groups: [{group: 土木課, from: 2026-04-01, rights: ['clerk:roads']}]\n",
        "postal": "towns: [{postal: '0990001', prefecture: 見本県, city: 見本市, town: 新町}]\n",
        "banks": "branches: []\n",
    }
    for part, text in texts.items():
        row = asked(installation, member, written(installation, member, part, text))
        assert (approved(installation, other, row) if row.state == ASKED else row).state == IN_FORCE
    city, today = installation.city, installation.clock.today()
    assert (len(read_handling_rules(city).of("roads", today)), read_hand_over_times(city).hand_overs[0].duty) == (
        1,
        "roads",
    )
    assert [row.duty for row in read_staff_groups(city).rights({"土木課"})] == ["roads"]
    assert [town.town for town in installation.towns.towns("0990001")] == ["新町"]
    assert installation.banks.banks("9999", "001") == ()
    # One that names what there is not is wrong by its line.
    row = written(
        installation,
        member,
        "staff-groups",
        "# 権限\ngroups:\n  - {group: 課, from: 2026-04-01, rights: ['clerk:nowhere']}\n",
    )
    assert [(each.line, each.key) for each in judge(installation, row).complaints] == [(3, "city.duty")]
    with installation.database.write() as unit:
        decide_edition(installation, unit, member, row.id, "withdraw")
        begin_edition(installation, unit, member, "banks", to_file=True)
        row = open_edition(unit, member, "banks")
        unit.commit()
    approved(installation, other, asked(installation, member, row))
    assert [branch.bank_name for branch in installation.banks.banks("9999", "001")] == ["みほん銀行"]


def test_what_was_wrong_before_refuses_nothing_else(installation: Installation, tmp_path: Path) -> None:
    folder = copytree(installation.city.folder, tmp_path / "city")
    other = install(installation.settings.model_copy(update={"city": folder}))
    (folder / "assignment.yaml").write_text("duties:\n  nowhere: [{from: 2026-04-01}]\n", encoding="utf-8")
    member = administrator(other)
    assert asked(other, member, written(other, member, "hours", HOURS)).state == IN_FORCE
    assert other.city.telephone == "000-000-9999"
    row = written(other, member, "closed", "closed: []\n")
    asked(other, member, row, (other.clock.today() + timedelta(days=1)).isoformat())
    then = later(other, days=2)
    assert put_editions_in_force(then) == 1
    assert follow_city(then) == 1
    assert then.city.closed == ()
    # What it brings itself is still wrong.
    row = written(other, member, "entrance", "tiles: [{icon: baby, guide: nothing}]\n")
    assert [each.key for each in judge(other, row).complaints] == ["city.entrance"]
    other.database.close()


def test_what_an_edition_takes_from_another_is_wrong_though_it_only_hands_its_part_back(
    installation: Installation,
) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    with installation.database.read() as unit:
        offices = text_now(installation, unit, PARTS["offices"])
    more = (
        offices
        + "  bridges:\n    - {office: 橋りょう課, telephone: 000-000-0120, place: 市役所 1階, authority: 見本市長, symbol: 見橋, from: 2026-04-01}\n"
    )
    for part, text in (("offices", more), ("assignment", "duties: {bridges: [{from: 2026-04-01}]}\n")):
        row = asked(installation, member, written(installation, member, part, text))
        assert (approved(installation, other, row) if row.state == ASKED else row).state == IN_FORCE
    row = written(installation, member, "offices", offices)
    assert [each.key for each in judge(installation, row).complaints] == ["city.assignment"]
    with installation.database.write() as unit:
        decide_edition(installation, unit, member, row.id, "withdraw")
        begin_edition(installation, unit, member, "offices", to_file=True)
        row = open_edition(unit, member, "offices")
        unit.commit()
    assert [each.key for each in judge(installation, row).complaints] == ["city.assignment"]
    with pytest.raises(Conflict):
        asked(installation, member, row)


def test_a_retention_approved_by_another_counts_for_what_has_arrived_too(installation: Installation) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    number, before = file_application(installation, alice(installation)), installation.catalogue.current(CARD).keep
    text = f"retention: [{{procedures: [{CARD}], years: 30, then: anonymise}}]\n"
    row = asked(installation, member, written(installation, member, "retention", text))
    assert (row.state, installation.catalogue.current(CARD).keep) == (ASKED, before)
    approved(installation, other, row)
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, add_member(installation, "reviewer", ("reviewer", DUTY)), number)
    keep = case.procedure.keep
    assert keep is not None
    assert (keep.years, keep.then) == (30, "anonymise")
    assert [(each.years, each.own) for each in describe_keeping(installation, "ja") if each.own] == [(30, True)]
    unknown = written(installation, member, "retention", "retention:\n  - {procedures: [nothing], years: 1}\n")
    assert [(each.line, each.key) for each in judge(installation, unknown).complaints] == [(2, "city.setting")]


def test_an_earlier_one_comes_back_and_the_file_too(installation: Installation) -> None:
    member = administrator(installation)
    first = asked(installation, member, written(installation, member, "hours", HOURS))
    asked(installation, member, written(installation, member, "hours", HOURS.replace("9999", "8888")))
    assert installation.city.telephone == "000-000-8888"
    for begin, telephone in ({"former": first.id}, "000-000-9999"), ({"to_file": True}, "000-000-0000"):
        with installation.database.write() as unit:
            begin_edition(installation, unit, member, "hours", **begin)
            row = city_editions.open_ones(unit)["hours"]
            unit.commit()
        assert asked(installation, member, row).state == IN_FORCE
        assert installation.city.telephone == telephone
    assert installation.city.laid == {}


def test_two_do_not_write_one_part_and_the_second_save_is_reported(installation: Installation) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    row = written(installation, member, "hours", HOURS)
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            begin_edition(installation, unit, other, "hours")
        with pytest.raises(NotAllowed):
            save_edition(installation, unit, other, "hours", row.revision, HOURS)
        with pytest.raises(Conflict):
            save_edition(installation, unit, member, "hours", row.revision - 1, HOURS)
        assert decide_edition(installation, unit, other, row.id, "withdraw").state == WITHDRAWN
        begin_edition(installation, unit, other, "hours")


def test_an_edition_judged_before_another_came_is_judged_again(installation: Installation) -> None:
    member = administrator(installation)
    row = written(installation, member, "hours", HOURS)
    judged = judge(installation, row)
    asked(installation, member, written(installation, member, "closed", "closed: []\n"))
    with installation.database.write() as unit:
        assert bring_into_force(installation, unit, member.actor, row, judged) == ""


def test_two_at_the_same_moment_are_judged_one_after_the_other(postgresql_installation: Installation) -> None:
    installation = postgresql_installation
    member = administrator(installation)
    hours, closed = (
        written(installation, member, part, text) for part, text in (("hours", HOURS), ("closed", "closed: []\n"))
    )
    judged = judge(installation, closed)

    def second() -> str:
        with installation.database.write() as unit:
            return bring_into_force(installation, unit, member.actor, closed, judged)

    with ThreadPoolExecutor(1) as pool:
        with installation.database.write() as unit:
            assert bring_into_force(installation, unit, member.actor, hours, judged) == IN_FORCE
            waits = pool.submit(second)
            with pytest.raises(TimeoutError):
                waits.result(timeout=0.2)
            unit.commit()
        assert waits.result(timeout=20) == ""


def test_only_administrators_of_the_whole_city_may(installation: Installation) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    stranger = add_member(installation, "oneduty", ("administrator", "roads"))
    row = asked(installation, member, written(installation, member, "leaflets", _leaflets(installation)))
    for act in ("approve", "refuse", "withdraw"):
        with installation.database.write() as unit, pytest.raises(NotAllowed):
            decide_edition(installation, unit, stranger, row.id, act)
    with installation.database.write() as unit:
        with pytest.raises(NotAllowed):
            begin_edition(installation, unit, stranger, "hours")
        with pytest.raises(NotFound):
            begin_edition(installation, unit, member, "people")
        with pytest.raises(NotFound):
            begin_edition(installation, unit, member, "hours", former=row.id)
        with pytest.raises(NotFound):
            decide_edition(installation, unit, other, 99, "approve")
        assert decide_edition(installation, unit, other, row.id, "refuse", "まだ早い").state == REFUSED
    assert settled(installation, member, row).state == ASKED  # not committed


def _leaflets(installation: Installation) -> str:
    with installation.database.read() as unit:
        return text_now(installation, unit, PARTS["leaflets"]) + "# 直した\n"


def test_the_difference_is_of_lines_with_what_is_around() -> None:
    assert differing_lines("a\nb\nc\nd\ne\n", "a\nb\nc\nD\ne\n") == [
        (" ", "b"), (" ", "c"), ("-", "d"), ("+", "D"), (" ", "e"),
    ]  # fmt: skip
    assert differing_lines("a\n", "a\n") == []


def test_a_day_is_today_or_later(installation: Installation) -> None:
    today = installation.clock.today()
    assert read_day(today.isoformat(), today) == today.isoformat()
    assert [read_day(text, today) for text in ("", "2020-01-01", "2999-01-01")] == [None, None, None]


def test_the_state_page_counts_what_does_not_fit(installation: Installation) -> None:
    member = administrator(installation)
    asked(installation, member, written(installation, member, "hours", HOURS))
    assert not [each for each in findings_of(installation, {}) if each.about == "市の設定"]
    put(installation.city, load_city(installation.city.folder))
    assert [each.state for each in findings_of(installation, {}) if each.about == "市の設定"] == [WRONG]


def test_a_value_of_a_procedure_that_is_not_published_yet_is_judged_where_it_is_written(
    installation: Installation,
) -> None:
    without, member = replace(installation, catalogue=Catalogue()), administrator(installation)
    with installation.database.read() as unit:
        text = text_now(installation, unit, PARTS["fees"])
    row = written(
        without, member, "fees", text.replace("{value: 350, from: 2027-04-01}", "{value: 三百円, from: 2027-04-01}")
    )
    (complaint,) = judge(without, row).complaints
    assert (complaint.key, complaint.text) == (
        "city.setting", "copy_fee of juminhyo-utsushi must be money, but is 三百円",
    )  # fmt: skip
    assert text.splitlines()[complaint.line - 1].strip() == "- {value: 350, from: 2027-04-01}"
