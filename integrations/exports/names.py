"""Names of the files of one batch. Knows templates; opens nothing."""

import re
from dataclasses import dataclass

from integrations.exports.days import TOKYO
from integrations.exports.definition import LayoutFile
from integrations.interfaces import Batch

# What a batch brings is put into a path: nothing but these may come.
_PLAIN = re.compile(r"[A-Za-z0-9-]*")


@dataclass(frozen=True)
class Names:
    """`data` has one name for each kind of line ("" for one within another's file), or one in all (xlsx). Names of wide tables keep their {table}."""

    data: tuple[str, ...]
    manifest: str
    done: str


class FileNames:
    """The templates of one layout."""

    def __init__(self, layout: LayoutFile) -> None:
        self._layout = layout

    def of(self, batch: Batch) -> Names:
        """The names for this batch. ValueError if its number or city code could leave the folder."""
        for text in (batch.number, batch.city_code):
            if not _PLAIN.fullmatch(text):
                raise ValueError(f"{text!r} cannot stand in a file name: ASCII letters, digits and hyphens only")
        layout = self._layout
        known = {
            "layout": layout.layout,
            "city_code": batch.city_code,
            "batch": batch.number,
            "ts": batch.made_at.astimezone(TOKYO),
            "table": "{table}",
        }
        first = layout.file.name.format(**known)
        stem = first.rsplit(".", 1)[0]
        others = [record.name for record in layout.records[1:]] if layout.file.is_text else []
        return Names(
            (first, *(name.format(**known, stem=stem) for name in others)),
            f"{stem}.manifest.json",
            layout.file.done.name.format(**known, stem=stem),
        )
