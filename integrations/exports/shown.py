from collections.abc import Callable, Sequence

from integrations.exports.characters import Encoding
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts


class ShownShape:
    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding

    def packer(self, _columns: Sequence[ColumnSpec]) -> Callable[[Texts], Texts | None]:
        return lambda texts: None if self.encoding.bytes_of("".join(text or "" for text in texts)) is None else texts
