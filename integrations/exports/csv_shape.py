"""CSV (RFC 4180) or TSV."""

# Python 3.11's csv module cannot distinguish None from "" when it quotes all.

from collections.abc import Callable, Sequence

from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.file_spec import FileSpec

Texts = Sequence[str | None]


class CsvShape:
    def __init__(self, file: FileSpec) -> None:
        self.encoding = ENCODINGS[file.encoding]
        self.end = file.line_end
        self._separator = file.separator
        self._null = file.null
        self._quoting = file.quoting
        self._breaks = f'{file.separator}"\r\n'

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | None]:
        if self._quoting != "strings":
            return self.packed
        plain = [column.type == "N" for column in columns]

        def packed(texts: Texts) -> bytes | None:
            cells = [
                text if bare else _quoted(text) for text, bare in zip(texts, plain, strict=True) if text is not None
            ]
            return self._line([self._null if text is None else cells.pop(0) for text in texts])

        return packed

    def packed(self, texts: Texts) -> bytes | None:
        null = self._null
        if self._quoting in ("all", "strings"):
            cells = [null if text is None else _quoted(text) for text in texts]
        elif self._quoting == "none":
            cells = [text or null for text in texts]
        else:
            cells = [null if text is None else self._if_needed(text) for text in texts]
        return self._line(cells)

    def _if_needed(self, text: str) -> str:
        # An empty text is quoted to differ from no value; so is the word for no value.
        if text and text != self._null and not any(character in text for character in self._breaks):
            return text
        return _quoted(text)

    def _line(self, cells: Sequence[str]) -> bytes | None:
        return self.encoding.bytes_of(self._separator.join(cells) + self.end)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
