"""The smallest definitions: one file a feature of the language, each a whole procedure with scenarios that show it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.loading import load_folder
from forms.procedure import Procedure
from forms.registry import field_types

SMALLEST = Path(__file__).parent / "smallest"
NAMES = sorted(path.stem for path in SMALLEST.glob("*.yaml") if "." not in path.stem)


@cache
def shelf() -> Mapping[str, Procedure]:
    return load_folder(SMALLEST, fields=field_types())
