"""Layouts that administrators wrote go before those of the folder, and each that was in force makes its files again."""

import pytest

from forms.complaints import Refused
from integrations.exports.loading import LAYOUTS, LayoutTexts
from portal.services.administration.edit_city import begin_edition, decide_edition, judge, open_edition
from portal.services.handover.hand_over import hand_over, layout_then
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_overs
from portal.wiring import install
from tests.portal.services.administration.editing import administrator, approved, asked, written
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, content, examining
from tests.portal.world import DUTY, add_member

PART = f"layout-{GENERIC}"
TEXT = (LAYOUTS / f"{GENERIC}.yaml").read_text(encoding="utf-8")
NEWER = TEXT.replace("name: 手続名", "name: 手続の名前").replace('version: "2026.2"', 'version: "2027.1"')


def wrong(installation: Installation, member: Member, part: str, text: str) -> list[tuple[int, str]]:
    row = written(installation, member, part, text)
    complaints = [(each.line, each.key) for each in judge(installation, row).complaints]
    with installation.database.write() as unit:
        decide_edition(installation, unit, member, row.id, "withdraw")
        unit.commit()
    return complaints


def test_a_layout_is_in_force_from_its_day_makes_former_files_again_and_goes_back(installation: Installation) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    examining(installation, reviewer)
    before = hand_over(installation, GENERIC, DUTY, CLERK).batch
    assert before is not None
    files = content(installation, before)
    approved(installation, other, asked(installation, member, written(installation, member, PART, NEWER)))
    assert (installation.layouts[GENERIC].version, len(installation.layouts)) == (
        "2027.1",
        len(list(LAYOUTS.glob("*.yaml"))),
    )
    examining(installation, reviewer)
    after = hand_over(installation, GENERIC, DUTY, CLERK).batch
    assert after is not None
    headings = [
        b"".join(each.values()).decode("utf-8-sig", "replace") for each in (files, content(installation, after))
    ]
    assert ["手続の名前" in text for text in headings] == [False, True]
    assert content(installation, before) == files
    with installation.database.write() as unit:
        begin_edition(installation, unit, member, PART, to_file=True)
        row = open_edition(unit, member, PART)
        unit.commit()
    approved(installation, other, asked(installation, member, row))
    assert installation.layouts[GENERIC].version == "2026.2"
    with installation.database.read() as unit:
        rows = {row.layout_version: row for row in hand_overs.latest(unit, (DUTY,))}
    assert {version: layout_then(installation, row).version for version, row in rows.items()} == {
        "2026.2": "2026.2",
        "2027.1": "2027.1",
    }
    assert installation.former_layouts.get((GENERIC, "1999.1")) is None


def test_what_is_wrong_in_a_layout_is_reported_by_line(installation: Installation) -> None:
    member = administrator(installation)
    assert wrong(installation, member, PART, NEWER.replace("head.procedure_title", "head.nothing"))[0][0] > 1
    assert wrong(installation, member, PART, "layout: [") == [(1, "yaml.syntax")]
    assert wrong(installation, member, "layout-generic.other", NEWER) == [(1, "layout.misnamed")]
    assert wrong(installation, member, PART, NEWER) == []


def test_a_version_that_made_files_is_not_changed(installation: Installation) -> None:
    member = administrator(installation)
    examining(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    assert hand_over(installation, GENERIC, DUTY, CLERK).batch
    assert wrong(installation, member, PART, TEXT.replace("name: 手続名", "name: 手続の名前")) == [(1, "value.unfit")]
    assert wrong(installation, member, PART, f"# 説明\n{TEXT}") == []


def test_a_new_layout_is_there_after_a_start_too_and_is_left_out_when_it_fits_no_more(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    text = NEWER.replace(f"layout: {GENERIC}", "layout: own.list")
    approved(installation, other, asked(installation, member, written(installation, member, "layout-own.list", text)))
    again = install(installation.settings)
    assert again.layouts["own.list"].version == "2027.1"
    again.database.close()

    def unreadable(*_arguments: object) -> None:
        raise Refused([])

    monkeypatch.setattr(LayoutTexts, "read", unreadable)  # as after a release that reads it otherwise
    third = install(installation.settings, whole=False)
    assert (third.laid.left_out, "own.list" in third.layouts) == (("layout-own.list",), False)
    assert third.former_layouts.get(("own.list", "2027.1")) is None
    third.database.close()
