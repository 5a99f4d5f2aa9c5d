"""JSON Lines, keyed by column name."""

import json
from collections.abc import Callable, Sequence

from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.file_spec import FileSpec


class JsonShape:
    """Strings keep leading zeros."""

    def __init__(self, file: FileSpec) -> None:
        self.encoding = ENCODINGS[file.encoding]
        self.end = file.line_end

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | None]:
        names = [column.name for column in columns]

        def packed(texts: Texts) -> bytes | None:
            line = json.dumps(dict(zip(names, texts, strict=True)), ensure_ascii=False, separators=(",", ":"))
            return self.encoding.bytes_of(line + self.end)

        return packed
