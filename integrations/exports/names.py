import re
from dataclasses import dataclass
from datetime import datetime

from integrations.exports.days import TOKYO
from integrations.exports.definition import LayoutFile
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Batch

# Batch values go into a path, so that only these characters are allowed.
_PLAIN = re.compile(r"[A-Za-z0-9-]*")
# A typical batch: first of the day, six-digit city code.
_USUAL = Batch("20261120-001", datetime(2026, 11, 20, tzinfo=TOKYO), "000000")
_TABLE = re.compile(r"[-_.]?\{table\}")


@dataclass(frozen=True)
class Names:
    """Wide tables keep {table}."""

    data: tuple[str, ...]  # one per kind of line ("" if in another's file), or one in all (xlsx)
    manifest: str
    done: str
    report: str = ""
    attachments: str = ""


class FileNames:
    def __init__(self, layout: LayoutFile) -> None:
        self._layout = layout

    def of(self, batch: Batch, part: int = 1) -> Names:
        """Raises ValueError if a value could leave the folder, AdapterError if the receiver rejects a name."""
        names = self._made(batch, part)
        if unfit := self._unfit(names):
            raise AdapterError("EXPORT_NAME_UNFIT", unfit[0], permanent=True)
        return names

    def unfit(self) -> tuple[str, ...]:
        return self._unfit(self._made(_USUAL))

    def _made(self, batch: Batch, part: int = 1) -> Names:
        for text in (batch.number, batch.city_code):
            if not _PLAIN.fullmatch(text):
                raise ValueError(f"{text!r} cannot be part of a file name: ASCII letters, digits and hyphens only")
        layout = self._layout
        values = {
            "layout": layout.layout,
            "city_code": batch.city_code,
            "batch": batch.number,
            "seq": batch.seq,
            "part": part,
            "ts": batch.made_at.astimezone(TOKYO),
            "table": "{table}",
        }
        first_name = layout.file.name.format(**values)
        stem = first_name.rsplit(".", 1)[0]
        # Files about all parts are named after the first, those about all tables without any.
        common_stem = _TABLE.sub("", layout.file.name.format(**values | {"part": 1}).rsplit(".", 1)[0])
        further = [record.name for record in layout.records[1:]] if layout.file.is_text else []
        report, attachments = layout.file.report, layout.file.attachments
        return Names(
            (first_name, *(name.format(**values, stem=stem) for name in further)),
            f"{common_stem}.manifest.json",
            layout.file.done.name.format(**values, stem=common_stem),
            report.name.format(**values, stem=common_stem) if report else "",
            attachments.name.format(**values, stem=common_stem) if attachments else "",
        )

    def _unfit(self, names: Names) -> tuple[str, ...]:
        limit = self._layout.file.names
        stems = {name: name.rsplit(".", 1)[0] for name in names.data if name}
        return tuple(
            name
            for name, stem in stems.items()
            if limit and (len(stem) > limit.most or (limit.signs == "alphanumeric" and not stem.isalnum()))
        )
