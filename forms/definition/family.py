"""Family relations from 続柄 towards the head."""

import re
from collections.abc import Mapping

HEAD = "世帯主"
_SPOUSE = frozenset({"妻", "夫"})
# 子 since 1995; before, 長男 and the like, which older extracts still have.
_CHILD = re.compile(r"子|養子|(?:長|二|次|三|四|五|六|七|八)[男女]")
_SPOUSE_OF_CHILD, _GRANDCHILD = frozenset({"子の夫", "子の妻"}), frozenset({"子の子", "孫"})
_TOWARDS_HEAD = {
    HEAD: "head", "夫": "husband", "妻": "wife", "父": "parent", "母": "parent", "子の子": "grandchild", "孫": "grandchild",
    "兄": "sibling", "弟": "sibling", "姉": "sibling", "妹": "sibling", "子の夫": "child_spouse", "子の妻": "child_spouse",
    "夫（未届）": "unmarried", "妻（未届）": "unmarried", "同居人": "lodger",
}  # fmt: skip


def spouse_of(own: str, others: Mapping[str, str]) -> str:
    """`others`: key → 続柄. "" if unclear: a spouse may live elsewhere, and 子の妻 belong to any child."""
    if own == HEAD:
        keys = [key for key, relation in others.items() if relation in _SPOUSE]
    elif own in _SPOUSE:
        keys = [key for key, relation in others.items() if relation == HEAD]
    else:
        keys = []
    return keys[0] if len(keys) == 1 else ""


def is_child_of(own: str, other: str) -> bool:
    """Only for the head: children of a spouse or a child (子の子) cannot be distinguished."""
    return own == HEAD and _CHILD.fullmatch(other) is not None


def may_be_child_of(own: str, other: str) -> bool:
    # Of a child of the head or that child's spouse. A person confirms it: 子の子 may also be a brother's.
    return (_CHILD.fullmatch(own) is not None or own in _SPOUSE_OF_CHILD) and other in _GRANDCHILD


def towards_head(relation: str) -> str:
    """The option of `blocks/household-member.yaml`, or ""."""
    return "child" if _CHILD.fullmatch(relation) else _TOWARDS_HEAD.get(relation, "")
