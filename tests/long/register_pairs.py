"""Each shipped procedure of the counter, keyed in one visit before and after one other of each set of questions that it shares with
others. PAIRS=all: every ordered pair."""

import os
import time
from itertools import permutations

import pytest

from tests.definitions.pairs import Pairs, of_each_kind
from tests.definitions.test_pairs_at_the_counter import pairs

__all__ = ["pairs"]


@pytest.mark.timeout(0)
def test_pairs_of_procedures_are_registered_in_both_orders(pairs: Pairs) -> None:
    if os.environ.get("PAIRS") == "all":
        chosen = list(permutations(sorted(pairs.drafts), 2))
    else:
        chosen = of_each_kind([draft.procedure for draft in pairs.drafts.values()])
    spent = time.process_time()
    refused = {pair: refusal for pair in chosen if (refusal := pairs.register(*pair))}
    print(f"{len(chosen)} pairs of {len(pairs.drafts)} procedures, {time.process_time() - spent:.0f} s of processor")
    assert refused == {}
