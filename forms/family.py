"""Who is whose, from the 続柄 that a register writes: each to the head of the household. What it does not say is not guessed."""

import re
from collections.abc import Mapping

HEAD = "世帯主"
_SPOUSE = frozenset({"妻", "夫"})
# Since 1995 子; before, 長男 and the like, which older extracts still have.
_CHILD = re.compile(r"子|養子|(?:長|二|次|三|四|五|六|七|八)[男女]")


def spouse_of(own: str, others: Mapping[str, str]) -> str:
    """The key of the spouse among `others` (key → 続柄), "" where the register does not say it: somebody may be married to
    whoever lives elsewhere, and a child of the head to any 子の妻."""
    if own == HEAD:
        found = [key for key, relation in others.items() if relation in _SPOUSE]
    elif own in _SPOUSE:
        found = [key for key, relation in others.items() if relation == HEAD]
    else:
        found = []
    return found[0] if len(found) == 1 else ""


def is_child_of(own: str, other: str) -> bool:
    """Whether `other` is the child of the head, and `own` the head. A spouse's own children are not told apart from the
    head's, and a 子の子 from other grandchildren."""
    return own == HEAD and _CHILD.fullmatch(other) is not None
