"""A procedure with 個人番号, and numbers that belong to nobody."""

import re
import unicodedata

from forms.check_digits import of_person
from forms.procedure import Procedure
from tests.forms.loading.small import SMALL, small
from tests.portal.world import DUTY

_STEPS = """\
  - step: あなた
    id: you
    as: claimant
    ask:
      - {id: name, type: person_name, label: 氏名}
      - {id: number, type: my_number, label: 個人番号, why: 法律で決まっているからです。, protection: number}
  - step: 家族
    id: family
    ask:
      - repeat: members
        label: 家族
        max: 3
        each: "{name}"
        ask:
          - {id: name, type: person_name, label: 家族の氏名}
"""


def number(seed: int) -> str:
    """Twelve digits with a check digit, all of which could stand on a card."""
    body = f"{71_908_264_535 + seed * 7_919:011}"
    return body + of_person(body)


def with_numbers(how: str = "ask", version: str = "1", who: str = "{online: [self], counter: [self]}") -> Procedure:
    said = f"{{sign_in: card}}\nmy_number: {{how: {how}, of: [claimant, members], basis: 番号法, certainty: assumed}}"
    steps = _STEPS if how == "ask" else re.sub(r".*type: my_number.*\n", "", _STEPS)
    assert SMALL.endswith("lost: {label: なくした}\n")
    return small(steps, version=version, duty=DUTY, who=who, identity=said)


def digits_in(content: bytes, wanted: str) -> bool:
    """Whether the twelve digits stand there, in any width, in any grouping, as UTF-8 or UTF-16."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932"):
        text = unicodedata.normalize("NFKC", content.decode(encoding, errors="ignore"))
        if wanted in re.sub(r"[\s\-‐‑–—−ー・.,_/]", "", text):
            return True
    return False
