"""Regular expressions that compare fast for every text."""

import re
from collections.abc import Iterator

LONGEST = 100
MOST_REPEATS = 200
# Ways to part a text among the repeats and choices: the comparison tries each in the worst case.
MOST_WAYS = 10_000
_TOKEN = re.compile(
    r"(?P<letter>\[\^?(?:[^\[\]\\]|\\[^a-zA-Z0-9]|\\d)+\]|\\d|\\[^a-zA-Z0-9]|[^\\\[\](){}?*+.^$|])"
    r"|(?P<open>\((?!\?))|(?P<close>\))|(?P<either>\|)|\{(?P<least>[0-9]{1,3})(?:,(?P<most>[0-9]{1,3}))?\}|(?P<maybe>\?)"
)


def compiled(pattern: str) -> re.Pattern[str]:
    """Raises ValueError with advice."""
    if not 0 < len(pattern) <= LONGEST:
        raise ValueError(f"a pattern has 1 to {LONGEST} signs")
    tokens = _Tokens(pattern)
    ways = tokens.choices()
    if tokens.next is not None:
        raise ValueError("a ) has no (")
    if ways > MOST_WAYS:
        raise ValueError("too many repeats and choices: write fixed numbers such as {2}")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"this is no pattern: {error}") from None


class _Tokens:
    def __init__(self, pattern: str) -> None:
        self._rest = _tokens(pattern)
        self.next = next(self._rest, None)
        self.varies = False

    def take(self) -> re.Match[str] | None:
        token, self.next = self.next, next(self._rest, None)
        return token

    def choices(self) -> int:
        ways = self.sequence()
        while self.next is not None and self.next["either"]:
            self.take()
            self.varies = True
            ways += self.sequence()
        return ways

    def sequence(self) -> int:
        ways = 1
        while self.next is not None and (self.next["letter"] or self.next["open"]):
            ways *= self.part()
        if self.next is not None and not (self.next["either"] or self.next["close"]):
            raise ValueError("a repeat stands behind a letter, […] or (…), once")
        return ways

    def part(self) -> int:
        ways, before = 1, self.varies
        self.varies = False
        token = self.take()
        if token is not None and token["open"]:
            # Repeats of nothing within each other multiply, whatever is compared.
            if self.next is not None and self.next["close"]:
                raise ValueError("write something between ( and )")
            ways = self.choices()
            closing = self.take()
            if closing is None or not closing["close"]:
                raise ValueError("a ( has no )")
        if self.next is not None and (self.next["maybe"] or self.next["least"]):
            ways *= self.repeat(self.take())
        self.varies = self.varies or before
        return ways

    def repeat(self, token: re.Match[str] | None) -> int:
        least, most = (
            (0, 1) if token is None or token["maybe"] else (int(token["least"]), int(token["most"] or token["least"]))
        )
        if not least <= most <= MOST_REPEATS or not most:
            raise ValueError(f"write repeats as {{2}} or {{1,8}}, up to {MOST_REPEATS}")
        if self.varies and most > 1:
            raise ValueError("no repeat or choice inside a repeat")
        self.varies = self.varies or least != most
        return most - least + 1


def _tokens(pattern: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None:
            raise ValueError(f"write letters, [0-9], {{2}}, {{1,8}}, ? and (a|b): not {pattern[place:][:8]}")
        yield token
        place = token.end()
