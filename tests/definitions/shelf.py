"""The smallest definitions: one feature of the language each."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder

SMALLEST = Path(__file__).parent / "smallest"
NAMES = sorted(path.stem for path in SMALLEST.glob("*.yaml") if "." not in path.stem)


@cache
def shelf() -> Mapping[str, Procedure]:
    return load_folder(SMALLEST, fields=field_types())
