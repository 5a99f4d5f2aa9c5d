"""住民異動届 is filled from a card and a 転出証明書."""

from dataclasses import replace

import pytest

from portal.services.filing.visit_facts import keep_facts
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.counter.test_sources import (
    FAMILY,
    KEN,
    MAI,
    MEI,
    OF_FAMILY,
    began,
    filled,
    member,
    of_a_birth,
    paper,
)
from tests.portal.world import add_member

__all__ = ["member"]

NEW_HOME = {"postal": "0000001", "town": "見本県見本市見本町", "street": "五丁目6番7号"}


def test_a_card_and_a_certificate_fill_the_main_form_of_a_move_with_both_addresses(
    equipped: Installation, member: Member
) -> None:
    clerk = began(equipped, member)
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    clerk.add("ido-todoke")
    family = paper(*(line + OF_FAMILY for line in (KEN, MAI)), head=FAMILY)
    assert clerk.load_paper(family, transfer_day__year="R8.11.10").status_code == 303
    clerk.page("interview").press("people.0.movers")
    clerk.page("interview").press("refresh", {f"p0.movers.{row}.foreign": ["no"] for row in (1, 2)})
    values = filled(clerk, "ido-todoke")
    assert values["reason"] == ("moved_in", "shown")
    assert values["from_address"] == ({"town": "架空県架空市", "street": "一丁目1番1号"}, "card_face")
    assert values["claimant.name"] == (MEI, "card_face")
    assert [values[f"movers.{row}.relation"][0] for row in (1, 2)] == ["wife", "head"]
    assert values["moved_on"] == ("2026-11-10", "transfer")
    assert values["to_address"] == (NEW_HOME, "transfer_data")
    assert values["from_head.name"] == ({"family": "例示", "given": "健"}, "transfer_data")
    assert values["domicile"] == ("架空県架空市一丁目", "transfer_data")
    assert values["domicile_head"] == ("例示　健", "transfer_data")
    assert (values["head_now"], values["joins"]) == (("same", "usual"), ("new", "usual"))


def test_a_move_within_the_city_has_the_old_address_of_the_card_and_asks_for_the_new_one(
    equipped: Installation, member: Member
) -> None:
    clerk = began(equipped, member)
    clerk.read_card("例示　舞", "19900809", "2", "見本県見本市見本町一丁目1番")
    clerk.add("ido-todoke")
    clerk.page("interview").press("refresh", {"p0.reason": ["moved_within"]})
    values = filled(clerk, "ido-todoke")
    assert values["from_address"][1] == "card_face"
    assert "to_address" not in values


def test_a_form_that_anyone_may_send_has_what_the_visit_knows_of_who_came(equipped: Installation) -> None:
    clerk = began(equipped, add_member(equipped, "everywhere", ("clerk", "*")))
    clerk.read_card("例示　舞", "19900809", "2", "架空県架空市一丁目1番1号")
    clerk.add("sodai-gomi")
    family = paper(*(line + OF_FAMILY for line in (KEN, MAI)), head=FAMILY)
    assert clerk.load_paper(family, transfer_day__year="R8.11.10").status_code == 303
    clerk.page("interview").press("refresh", {})
    values = filled(clerk, "sodai-gomi")
    assert values["name"] == (MEI, "card_face")
    assert values["kana"][1] == "transfer_data"
    assert values["address"] == (NEW_HOME, "transfer_data")


@pytest.mark.parametrize(("reason", "meant"), [("born", True), ("", False)])
def test_of_a_birth_the_newborn_is_meant_and_not_an_elder_child(
    equipped: Installation, reason: str, meant: bool
) -> None:
    clerk = began(equipped, add_member(equipped, "everywhere", ("clerk", "*")))
    clerk.find("H9.8.21", "あおい")
    clerk.key_paper("birth", of_a_birth())
    elder = {"name": {"family": "﨑見", "given": "渚"}, "birth": "2024-04-05", "relation": "子"}
    facts, _ = clerk.current().facts.joined(elder, "register")
    with equipped.database.write() as unit:
        keep_facts(equipped, unit, clerk.current().visit.row, replace(facts, occasion=reason))
        unit.commit()
    clerk.add("shussei-renraku")
    clerk.page("interview").press("refresh", {})
    born = filled(clerk, "shussei-renraku").get("baby.birth")
    assert born == (("2026-11-05", "birth") if meant else None)
