"""Lines as JSON objects (JSON Lines): the names of the columns are the keys. Knows no record and decides no policy."""

import json
from collections.abc import Callable, Sequence

from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.file_spec import FileSpec


class JsonShape:
    """How a line of this file looks in bytes. Every value is a text, so that leading zeros stay; no value is null."""

    def __init__(self, file: FileSpec) -> None:
        self.encoding = ENCODINGS[file.encoding]
        self.end = file.line_end

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | None]:
        """What makes a line of these columns, with its end; None if the encoding cannot hold a character of it."""
        names = [column.name for column in columns]

        def packed(texts: Texts) -> bytes | None:
            line = json.dumps(dict(zip(names, texts, strict=True)), ensure_ascii=False, separators=(",", ":"))
            return self.encoding.bytes_of(line + self.end)

        return packed
