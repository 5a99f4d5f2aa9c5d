"""One application in the columns of a layout, as texts to look at and to copy: what its files would say, and not a file."""

from collections.abc import Callable, Sequence

from integrations.exports.characters import Encoding
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts


class ShownShape:
    """A line is its texts, where the encoding of the layout's files can hold them."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding

    def packer(self, _columns: Sequence[ColumnSpec]) -> Callable[[Texts], Texts | None]:
        return lambda texts: None if self.encoding.bytes_of("".join(one or "" for one in texts)) is None else texts
