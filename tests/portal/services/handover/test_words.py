"""Layout declarations and reasons of holds have Japanese words."""

from typing import get_args

from forms.definition.hold import HAND_OVER, HOLDS
from integrations.exports.definition import LayoutFile
from portal.services.handover.check_hand_over import _EVENTS
from portal.services.handover.words import EVENTS, GROUNDS, PURPOSES


def test_each_purpose_and_each_basis_of_a_layout_has_words() -> None:
    fields = LayoutFile.model_fields
    assert PURPOSES.keys() == set(get_args(fields["purpose"].annotation))
    assert GROUNDS.keys() == set(get_args(fields["basis"].annotation))


def test_each_hold_that_stops_a_hand_over_has_words() -> None:
    stopping = [name for name, hold in HOLDS.items() if HAND_OVER in hold.stops]
    assert len(stopping) >= 6
    assert {_EVENTS.get(name, "unsigned") for name in stopping} <= EVENTS.keys()
