"""The boxes of an official form (`boxes/<procedure>.yaml` beside the definitions), and which question fills each. For counting what nobody
had to write; nothing is printed or checked by it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from forms.reading import Sheet, read_sheet


class Box(Sheet):
    """`from_`: the question or paper that fills it; else `because` says why none does."""

    box: str
    from_: Annotated[str, Field(alias="from")] = ""
    because: str = ""


class OfficialForm(Sheet):
    """`certainty`: how sure it is that the form has these boxes."""

    format: Literal[1]
    form: str
    source: str
    certainty: Literal["law", "std", "assumed"]
    boxes: tuple[Box, ...]

    @property
    def questions(self) -> frozenset[str]:
        """Full names of what fills its boxes."""
        return frozenset(one.from_ for one in self.boxes if one.from_)


def official_form(folder: Path, procedure: str) -> OfficialForm | None:
    """`folder`: where the definitions are. None where nobody listed its boxes. `Refused` for a list that cannot be read."""
    path = folder / "boxes" / f"{procedure}.yaml"
    return read_sheet(path, OfficialForm) if path.is_file() else None
