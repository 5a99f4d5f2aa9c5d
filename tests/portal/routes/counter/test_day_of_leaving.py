"""転出予定日 differs from the day of moving in: 児童手当 counts from the former, 国保 and 医療費 from the latter."""

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.routes.residents.test_unwritten import CARD, CERTIFICATE, person, transfer
from tests.portal.world import add_member

ALLOWANCE, MEDICAL = "jido-teate-nintei", "kodomo-iryohi"
KEN = person(1, "例示　健", "れいじ　けん", "S63.4.2", "male", "head")
MOVED, LEFT = "2026-11-10", "2026-11-08"


@pytest.fixture
def clerk(equipped: Installation) -> Clerk:
    return serve(equipped, add_member(equipped, "clerk", ("clerk", "child-allowance")), "A-1", CARD)


def days(clerk: Clerk) -> dict[str, tuple[object, str]]:
    """The date that each procedure asks for, and its source."""
    clerk.add(ALLOWANCE, MEDICAL)
    names = {ALLOWANCE: "event_date", MEDICAL: "happened_on"}
    dates = {}
    for part in clerk.current().parts:
        name = names[part.draft.procedure.id]
        origin = part.origins.get(name)
        dates[part.draft.procedure.id] = part.entry.path.answers.get(name), origin.source if origin else ""
    return dates


def test_a_paper_names_the_one_only_where_it_was_taken_down(clerk: Clerk) -> None:
    clerk.key_paper("transfer", transfer(KEN))
    assert days(clerk) == {ALLOWANCE: (None, ""), MEDICAL: (MOVED, "transfer")}
    clerk.key_paper("transfer", transfer(KEN) | {"paper-left.year": ["R8.11.8"]})
    answers = {part.draft.procedure.id: part.entry.path.answers for part in clerk.current().parts}
    assert (answers[ALLOWANCE]["event_date"], answers[MEDICAL]["happened_on"]) == (LEFT, MOVED)


def test_data_tell_it_in_a_column_of_its_own_which_a_file_may_lack(clerk: Clerk) -> None:
    clerk.load_paper(CERTIFICATE, transfer_number="T-1", transfer_day__year="R8.11.10")
    assert days(clerk) == {ALLOWANCE: (LEFT, "transfer_data"), MEDICAL: (MOVED, "transfer")}


def test_a_file_of_before_is_read_without_it(clerk: Clerk) -> None:
    lines = [line.rpartition(",")[0] for line in CERTIFICATE.splitlines()]
    clerk.load_paper("\n".join(lines), transfer_number="T-1", transfer_day__year="R8.11.10")
    assert days(clerk) == {ALLOWANCE: (None, ""), MEDICAL: (MOVED, "transfer")}


def test_a_day_of_no_calendar_in_that_column_is_reported(clerk: Clerk) -> None:
    wrong = clerk.load_paper(CERTIFICATE.replace(LEFT, "2026-11-31"), transfer_number="T-1")
    assert (wrong.status_code, "2行目：転出予定日：2026-11-20 のように書いてください。" in wrong.text) == (422, True)


def test_a_guide_that_asks_for_both_fills_each_where_it_belongs(clerk: Clerk) -> None:
    clerk.read_card("例示　健", "19880402", "1", "架空県架空市一丁目1番1号")
    guide = clerk.page("guide/moving")
    guide.press("refresh", {"direction": ["moved_in"], "moved_on.year": ["R8.11.10"], "child": ["yes"]})
    guide.press("refresh", {"left_on.year": ["R8.11.8"]})
    assert days(clerk) == {ALLOWANCE: (LEFT, "guide"), MEDICAL: (MOVED, "guide")}


def test_who_mends_a_letter_of_the_paper_keys_day_and_address_no_second_time(clerk: Clerk) -> None:
    clerk.key_paper("transfer", transfer(KEN) | {"paper-left.year": ["R8.11.8"]})
    typed = boxes(clerk.browser.get(f"{clerk.desk.address}/people/transfer"))
    assert typed["paper-address.street"] == ["五丁目6番7号"]
    assert (
        clerk.key_paper("transfer", {**typed, "p1-kana.given": ["たけし"], "screen-act": ["take"]}).status_code == 303
    )
    answers = {part.draft.procedure.id: part.entry.path.answers for part in clerk.current().parts}
    assert answers == {}
    assert days(clerk) == {ALLOWANCE: (LEFT, "transfer"), MEDICAL: (MOVED, "transfer")}
