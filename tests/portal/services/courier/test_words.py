"""Every reason of the courier has Japanese words."""

import pytest

from integrations.sockets.courier_socket import REFUSED
from portal.services.courier.report_to_inner import PAID
from portal.services.courier.words import ACTS, LEFT, REFUSALS, act_words, apart_words, left_words, paid_words
from portal.services.shared.deferral import REASONS
from portal.store.courier import courier


def test_every_reason_has_its_words() -> None:
    assert REFUSALS.keys() == {*REFUSED, "number_again", "clock"}
    assert LEFT.keys() == set(REASONS)
    assert ACTS.keys() == {
        getattr(courier, act) for act in ("PACKED", "ARRIVED", "LOST", "TAKEN", "AGAIN", "ALONG", "REFUSED")
    }


@pytest.mark.parametrize(
    ("act", "reason", "words"),
    [
        ("packed", "", "詰めました"), ("refused", "cut", "受け取りませんでした：途中で切れています"),
        ("taken", "calendar", "受け取りました：休みの日が、向こうとちがいます"),
        (
            "taken",
            "calendar definitions",
            "受け取りました：休みの日が、向こうとちがいます。向こうで受けている手続の版が、こちらにありません",
        ),
        ("taken", "26-000-000-015:slot :baggage", "受け取りました：26-000-000-015 答えにある予約が、いっしょに届いていません。持っていくものが、この版では読めません"),
        ("again", ":slot", "同じものをもう一度受け取りました（何も変えていません）：答えにある予約が、いっしょに届いていません"),
        ("along", "clerk bob", "出張の端末を使う人を入れました：clerk bob"),
        ("lost", "USB を なくした", "途中でなくしました：USB を なくした"),
    ],
)  # fmt: skip
def test_a_step_is_reported_with_its_reason_and_what_staff_typed_stays_as_typed(
    act: str, reason: str, words: str
) -> None:
    assert act_words(act, reason) == words


def test_what_came_late_is_named_by_its_kind() -> None:
    assert (apart_words("corrected:1"), apart_words("stopped:2")) == ("補正の返事", "申請をやめる申し出")


def test_each_state_in_which_money_moved_is_reported_with_its_amount() -> None:
    assert [paid_words(state, 12_345).partition("。")[0] for state in PAID] == ["12,345円"] * len(PAID)
    assert left_words("slot") == "答えにある予約が、いっしょに届いていません"
