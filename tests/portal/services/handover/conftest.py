"""A batch of two applications."""

import pytest

from portal.services.handover.hand_over import hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover.hand_overs import BatchRow
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, batch_in, examining
from tests.portal.world import DUTY


@pytest.fixture
def batch(installation: Installation, reviewer: Member) -> BatchRow:
    for _ in range(2):
        examining(installation, reviewer)
    return batch_in(hand_over(installation, GENERIC, DUTY, CLERK))
