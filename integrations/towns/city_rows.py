"""Towns from the city's own rows (`postal.yaml`)."""

from collections.abc import Callable, Iterable

from forms.path.environment import Town


class CityRows:
    """`rows`: as the city has them at each look-up."""

    def __init__(self, rows: Callable[[], Iterable[Town]]) -> None:
        self._rows = rows

    def towns(self, postal: str) -> tuple[Town, ...]:
        return tuple(row for row in self._rows() if row.postal == postal)
