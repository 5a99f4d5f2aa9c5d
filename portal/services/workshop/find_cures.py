"""What to write instead, of a complaint."""

import re
from dataclasses import dataclass

from forms.complaints import Complaint

MOST = 12
_MEANT = re.compile(r"did you mean ([\w.-]+)\?")
_ONE_OF = re.compile(r"write one of ((?:[\w.-]+, )*[\w.-]+)$")
_WORD = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Cures:
    # `words`: each in place of `wrong`, at its column of the line. `because`: a key of `because` keeps the warning.
    wrong: str = ""
    words: tuple[str, ...] = ()
    because: str = ""


def find_cures(complaint: Complaint, line: str) -> Cures:
    # `line`: as it is in the text.
    because = complaint.key if complaint.warning and complaint.key.startswith("lint.") else ""
    word = _WORD.match(line, complaint.column - 1) if 0 < complaint.column <= len(line) else None
    meant, one_of = _MEANT.search(complaint.text), _ONE_OF.search(complaint.text)
    words = (meant[1],) if meant else tuple(one_of[1].split(", ")) if one_of else ()
    if word is None or word[0] in words:
        return Cures(because=because)
    return Cures(word[0], words[:MOST], because)
