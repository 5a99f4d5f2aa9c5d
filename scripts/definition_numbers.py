"""Raises `version` of each shipped definition that no longer means what its number meant, and notes the new numbers (D399).

PYTHONPATH=. .venv/bin/python scripts/definition_numbers.py
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.library import SHIPPED

FOLDER = SHIPPED / "procedures"
KEPT = Path(__file__).resolve().parent.parent / "tests" / "definitions" / "numbers.txt"
Meanings = dict[tuple[str, int], str]
_DIGITS = 16  # of the meaning, in hex: enough to tell two of one procedure apart


def kept() -> Meanings:
    """By procedure and number."""
    lines = (line.split() for line in KEPT.read_text("utf-8").splitlines())
    return {(procedure, int(number)): meaning for procedure, number, meaning in lines}


def shipped() -> Mapping[str, Procedure]:
    return load_folder(FOLDER, fields=field_types())


def meaning_of(procedure: Procedure) -> str:
    return procedure.meaning[:_DIGITS]


def outgrown(procedures: Mapping[str, Procedure], numbers: Meanings) -> Iterator[Procedure]:
    # Also one whose number is below the last: a city that published that one takes no lower.
    last: dict[str, int] = {}
    for name, number in numbers:
        last[name] = max(number, last.get(name, 0))
    for procedure in procedures.values():
        number, meaning = procedure.version, meaning_of(procedure)
        if number < last.get(procedure.id, 0) or numbers.get((procedure.id, number), meaning) != meaning:
            yield procedure


def main() -> None:
    numbers = kept()
    for procedure in outgrown(shipped(), numbers):
        file = FOLDER / f"{procedure.id}.yaml"
        number = max(number for name, number in numbers if name == procedure.id) + 1
        text = re.sub(r"^version: \d+$", f"version: {number}", file.read_text("utf-8"), count=1, flags=re.MULTILINE)
        file.write_text(text, "utf-8")
        print(f"{procedure.id} {number}")
    for procedure in shipped().values():
        numbers.setdefault((procedure.id, procedure.version), meaning_of(procedure))
    KEPT.write_text(
        "".join(f"{name} {number} {meaning}\n" for (name, number), meaning in sorted(numbers.items())), "utf-8"
    )


if __name__ == "__main__":
    main()
