"""Every ordered pair of shipped procedures of the counter, keyed in one visit and registered: some 5,000 in two minutes
of one core."""

from itertools import permutations

import pytest

from tests.definitions.pairs import Pairs
from tests.definitions.test_pairs_at_the_counter import pairs

__all__ = ["pairs"]


@pytest.mark.timeout(0)
def test_every_pair_of_procedures_is_registered_in_both_orders(pairs: Pairs) -> None:
    refused = {pair: refusal for pair in permutations(sorted(pairs.drafts), 2) if (refusal := pairs.register(*pair))}
    assert refused == {}
