"""What may stand in the variable parts of an address; anything else is no page of ours (404)."""

from starlette.convertors import Convertor, register_url_convertor


class ReceiptNumber(Convertor[str]):
    """Digits and hyphens: beside /desk/book and /desk/exports, whatever their order."""

    regex = "[0-9][0-9-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class RowNumber(Convertor[int]):
    """No more digits than a database's integer holds."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("receipt_number", ReceiptNumber())
register_url_convertor("row_number", RowNumber())
