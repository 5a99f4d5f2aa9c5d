"""Towns from the city's own rows (`postal.yaml`)."""

from collections.abc import Iterable

from forms.path.environment import Town


class CityRows:
    def __init__(self, rows: Iterable[Town]) -> None:
        self._towns: dict[str, tuple[Town, ...]] = {}
        for row in rows:
            self._towns[row.postal] = (*self._towns.get(row.postal, ()), row)

    def towns(self, postal: str) -> tuple[Town, ...]:
        return self._towns.get(postal, ())
