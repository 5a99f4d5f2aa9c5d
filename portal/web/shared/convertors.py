"""Path convertors; other values give 404."""

from starlette.convertors import Convertor, register_url_convertor


class ReceiptNumber(Convertor[str]):
    """Never matches /desk/book or /desk/exports."""

    regex = "[0-9][0-9-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class RowNumber(Convertor[int]):
    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("receipt_number", ReceiptNumber())
register_url_convertor("row_number", RowNumber())
