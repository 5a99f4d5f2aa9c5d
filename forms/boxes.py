"""The boxes of a control as they were posted, and what can be wrong with any of them. Knows no field type."""

from forms.field import Raw
from forms.japanese import length, trim, unusable
from forms.mistakes import Mistake

# Every sign may carry a few marks (Vietnamese, variation selectors), a whole post of marks is no answer.
MARKS_PER_SIGN = 4


def box(raw: Raw, name: str = "") -> str:
    """What was typed in one box, trimmed; "" where nothing was. Of several values only the first counts."""
    found = raw.get(name)
    return trim(found[0]) if found else ""


def flaws(text: str, name: str, maximum: int, lines: bool = False) -> tuple[Mistake, ...]:
    """Whether the text of box `name` can be kept at all: `box.too_long`, `box.unusable_sign` or ()."""
    if len(text) > maximum and (len(text) > maximum * MARKS_PER_SIGN or length(text) > maximum):
        return (Mistake("box.too_long", name, {"maximum": maximum}),)
    position = unusable(text, lines)
    if position:
        return (Mistake("box.unusable_sign", name, {"position": position}),)
    return ()
