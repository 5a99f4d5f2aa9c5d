"""`handouts.yaml`: forms and guidance that a city puts on pages of procedures, files of its folder `handouts`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from forms.city.city_text import CityText
from forms.city.dated import Id, unique_ids
from forms.fields.file import KINDS, MEGABYTE, MOST_BYTES, size
from forms.text.reading import Sheet

FILE, FOLDER = "handouts.yaml", "handouts"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,60}\.(pdf|jpg|png|docx|xlsx|pptx)$")]


class Handout(Sheet):
    id: Id
    title: CityText
    file: Name
    procedures: Annotated[tuple[Id, ...], Field(min_length=1)]

    @property
    def kind(self) -> str:
        return self.file.rpartition(".")[2]

    @property
    def media(self) -> str:
        return KINDS["jpeg" if self.kind == "jpg" else self.kind]

    def place(self, city: Path) -> Path:
        return city / FOLDER / self.file

    def about(self, city: Path) -> str:
        return f"{self.kind.upper()}、{size(self.place(city).stat().st_size)}"


class HandoutsFile(Sheet):
    files: Annotated[tuple[Handout, ...], AfterValidator(unique_ids), Field(max_length=500)] = ()

    def of(self, procedure: str) -> tuple[Handout, ...]:
        return tuple(row for row in self.files if procedure in row.procedures)

    def missing(self, city: Path) -> Iterator[tuple[int, str]]:
        for number, row in enumerate(self.files):
            path = row.place(city)
            if path.is_symlink() or not path.is_file():
                yield number, f"there is no file {FOLDER}/{row.file}"
            elif path.stat().st_size > MOST_BYTES:
                yield number, f"{FOLDER}/{row.file} is larger than {MOST_BYTES // MEGABYTE} MB"
