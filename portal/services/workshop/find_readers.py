"""Files outside of a draft that read a question by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.services.paper.find_official import find_official
from portal.services.shared.needs import HasLayouts


@dataclass(frozen=True)
class Reader:
    """`places`: columns of a layout, boxes of an official form."""

    kind: str
    title: str
    places: Sequence[str]


def find_readers(installation: HasLayouts, procedure: str, version: int, question: str) -> list[Reader]:
    readers = [
        Reader("layout", layout.title, layout.readers(question))
        for layout in installation.layouts.values()
        if layout.fits(procedure, version)
    ]
    form = find_official(installation.settings, procedure)
    if form is not None:
        boxes = [box.box for box in form.boxes if box.from_ and f"{box.from_}.".startswith(f"{question}.")]
        readers.append(Reader("form", form.form, boxes))
    return [reader for reader in readers if reader.places]
