"""Lines of fixed width: each column takes its bytes, no more and no less. Knows no record and decides no policy."""

from collections.abc import Callable, Sequence

from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.file_spec import FileSpec


class FixedShape:
    """How a line of this file looks in bytes. Text stands left and is filled with spaces, numbers and days stand right and are
    filled with zeros, unless the column says otherwise; no value is the filling alone."""

    def __init__(self, file: FileSpec) -> None:
        self.encoding = ENCODINGS[file.encoding]
        self.end = file.line_end

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | None]:
        """What makes a line of these columns, with its end; None if the encoding cannot hold a character of it. ValueError
        for what is wider than its column: its check comes before."""
        widths = [(column.name, column.len or 0, column.filled_left) for column in columns]
        end = self.end.encode("ascii")

        def packed(texts: Texts) -> bytes | None:
            made: list[bytes] = []
            for (name, width, left), text in zip(widths, texts, strict=True):
                data = self.encoding.bytes_of(text or "")
                if data is None:
                    return None
                if len(data) > width:
                    raise ValueError(f"{name}: {len(data)} bytes in {width}")
                made.append(data.rjust(width, left) if left else data.ljust(width, b" "))
            return b"".join((*made, end))

        return packed
