"""Eras of a child's days."""

from dataclasses import replace

from portal.web.shared.field_view import Shown, field_view
from tests.forms.loading.small import small
from tests.portal.web.showing import AT_HOME, speech


def test_a_day_of_a_child_offers_no_era_that_ended_before_any_child_was_born() -> None:
    rule = "must: [{that: wish <= today, say: 日を確かめてください。}]"
    field = small(f"      - {{id: wish, type: date, label: 生年月日, {rule}}}\n").field("wish")
    eras = {
        role: [
            option.code for option in field_view(Shown(replace(field, role=role), {}, speech(), AT_HOME, True)).options
        ]
        for role in ("child", "spouse")
    }
    assert eras["child"] == ["western", "reiwa", "heisei", "showa"]
    assert eras["spouse"] == ["western", "reiwa", "heisei", "showa", "taisho", "meiji"]
