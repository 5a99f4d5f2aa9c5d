"""Names of the files of one batch. Knows templates; opens nothing."""

import re
from dataclasses import dataclass
from datetime import datetime

from integrations.exports.days import TOKYO
from integrations.exports.definition import LayoutFile
from integrations.interfaces import AdapterError
from integrations.layout_socket import Batch

# What a batch brings is put into a path: nothing but these may come.
_PLAIN = re.compile(r"[A-Za-z0-9-]*")
# The first batch of a day of a city whose code has its six figures.
_USUAL = Batch("20261120-001", datetime(2026, 11, 20, tzinfo=TOKYO), "000000")
_TABLE = re.compile(r"[-_.]?\{table\}")


@dataclass(frozen=True)
class Names:
    """`data` has one name for each kind of line ("" for one within another's file), or one in all (xlsx). Names of wide tables keep their {table}."""

    data: tuple[str, ...]
    manifest: str
    done: str
    report: str = ""
    attachments: str = ""


class FileNames:
    """The templates of one layout."""

    def __init__(self, layout: LayoutFile) -> None:
        self._layout = layout

    def of(self, batch: Batch, part: int = 1) -> Names:
        """The names for this batch, and for this part of what is split. ValueError if its number or city code could leave the
        folder; AdapterError if the receiver would not take one."""
        names = self._made(batch, part)
        if unfit := self._unfit(names):
            raise AdapterError("EXPORT_NAME_UNFIT", unfit[0], permanent=True)
        return names

    def unfit(self) -> tuple[str, ...]:
        """Those of a usual batch that the receiver would not take: then no batch could leave."""
        return self._unfit(self._made(_USUAL))

    def _made(self, batch: Batch, part: int = 1) -> Names:
        for text in (batch.number, batch.city_code):
            if not _PLAIN.fullmatch(text):
                raise ValueError(f"{text!r} cannot stand in a file name: ASCII letters, digits and hyphens only")
        layout = self._layout
        known = {
            "layout": layout.layout,
            "city_code": batch.city_code,
            "batch": batch.number,
            "seq": batch.seq,
            "part": part,
            "ts": batch.made_at.astimezone(TOKYO),
            "table": "{table}",
        }
        first = layout.file.name.format(**known)
        stem = first.rsplit(".", 1)[0]
        # What tells of all parts is named after the first one, and of all tables after none of them.
        whole = _TABLE.sub("", layout.file.name.format(**known | {"part": 1}).rsplit(".", 1)[0])
        others = [record.name for record in layout.records[1:]] if layout.file.is_text else []
        report, attachments = layout.file.report, layout.file.attachments
        return Names(
            (first, *(name.format(**known, stem=stem) for name in others)),
            f"{whole}.manifest.json",
            layout.file.done.name.format(**known, stem=whole),
            report.name.format(**known, stem=whole) if report else "",
            attachments.name.format(**known, stem=whole) if attachments else "",
        )

    def _unfit(self, names: Names) -> tuple[str, ...]:
        limit = self._layout.file.names
        stems = {name: name.rsplit(".", 1)[0] for name in names.data if name}
        return tuple(
            name
            for name, stem in stems.items()
            if limit and (len(stem) > limit.most or (limit.signs == "alphanumeric" and not stem.isalnum()))
        )
