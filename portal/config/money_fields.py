from datetime import date
from typing import Any

from pydantic import Field

from forms.numbers.unified_code import fill_unified, read_unified

PAYMENTS_SECRET_FILE: Any = Field(
    "", description="file that contains only the secret shared with the payment provider; for stripe its API key"
)
ADVANCE_DAYS: Any = Field(
    7, ge=1, le=30,
    description="days after which a fee that was paid before sending (paid: before_sending in a definition) goes back by itself where the application was not sent; with its draft at the latest",
)  # fmt: skip
SIGNED_CHECK: Any = Field(
    "off",
    description="on: after a signature by card the resident looks at what was signed once more and sends it by a press, within 30 minutes; off: it arrives with the signature; a bundle always does",
)
SHOP_ISSUER: Any = Field(
    "",
    pattern="^([0-9]{6}([0-9]{5})?)?$",
    description="the 6 digits of the issuer of slips for convenience stores (請求書発行企業コード): the city's own, or its collecting agency's with the agency's 5 digits for the city behind; empty: none are printed",
)
SHOP_QR: Any = Field(
    "",
    pattern=r"^(([0-9]|\{(number|amount:011|until:(%[Ymd])+)\})+\{crc\})?$",
    description="the 255 digits of the eL-QR beside the bars of such a slip, with {number} in 案件特定キー, {amount:011} twice, {until:%Y%m%d} as 支払期限 and {crc} at the end; demo and test only: both check pairs differ on every slip and their rule is not public, so production refuses it; empty: none",
)
SHOP_FILE: Any = Field(
    "",
    description="layout of the file in which the collecting agency reports the slips that stores took (速報, 確報, 取消): densan, mufg-factor, mizuho-factor, or the path of a layout of the city's own; empty: densan in demo and test, in production each is recorded by hand; not in zone outer",
)
DEBITS_ADDRESS: Any = Field(
    "",
    description="address of the service at which residents register an account for 口座振替 at their bank's page (Web口振), without a final slash; empty: the mock in demo and test, in production the paper form alone; only in zone single",
)
DEBITS_MERCHANT: Any = Field("", description="that service's name for this city (委託者)")
DEBITS_SECRET_FILE: Any = Field("", description="file that contains only the secret shared with that service")
_NUMBER, _UNTIL, _YEN = "26123456780", date(2031, 3, 9), 12_340


def shop_faults(layout: str, *, production: bool) -> list[str]:
    """Of SHOP_QR, filled in for an example, since a fault of it shows on no page: an app refuses what was printed."""
    if not layout:
        return []
    if production:
        return [
            "KAKANAI_SHOP_PAYMENT_QR is for demo and test: an eL-QR has check pairs of its own on each slip, whose rule is not public, so that an app would refuse what is printed. Leave it empty; slips have their bars."
        ]
    try:
        code = read_unified(fill_unified(layout, _NUMBER, _UNTIL, _YEN))
    except ValueError as wrong:
        return [f"KAKANAI_SHOP_PAYMENT_QR is no eL-QR when it is filled in: {wrong}."]
    return [
        f"KAKANAI_SHOP_PAYMENT_QR has no {sign} in {place}."
        for sign, place, there in (
            ("{amount:011}", "54 and 27/01", code.yen == _YEN),
            ("{until:%Y%m%d}", "支払期限 of 62", code.payable == _UNTIL),
            ("{number}", "案件特定キー of 27/01", _NUMBER in code.case_key),
        )
        if not there
    ]
