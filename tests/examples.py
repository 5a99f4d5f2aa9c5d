"""Number of examples of property tests: few by default, many in `make long` (EXAMPLES=20)."""

import os

TIMES = int(os.environ.get("EXAMPLES", "1"))
IS_LONG = TIMES > 1  # also: axe at both sizes of every page


def examples(few: int) -> int:
    return few * TIMES
