"""Lines of fixed-width columns, in bytes."""

from collections.abc import Callable, Sequence

from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.file_spec import FileSpec


class FixedShape:
    """Text is padded with spaces on the right, numbers and days with zeros on the left."""

    def __init__(self, file: FileSpec) -> None:
        self.encoding = ENCODINGS[file.encoding]
        self.end = file.line_end

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | None]:
        """As `Shape`; raises ValueError if a text is too wide."""
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
