"""Settings about money."""

from typing import Any

from pydantic import Field

PAYMENTS_SECRET_FILE: Any = Field(
    "", description="file that contains only the secret shared with the payment provider; for stripe its API key"
)
SHOP_ISSUER: Any = Field(
    "",
    pattern="^([0-9]{6})?$",
    description="the city's 6 digits as issuer of slips for convenience stores (請求書発行企業コード); empty: none are printed",
)
SHOP_QR: Any = Field(
    "",
    pattern=r"^([0-9A-Z $%*+./:-]|\{(number|amount(:0[0-9]+)?|until(:(%[Ymd])+)?)\})*$",
    description="text of the eL-QR beside the bars of such a slip, in the layout that the city has from 地方税共同機構, whose check digits are 未確認: signs, {number}, {amount:09}, {until:%Y%m%d}; empty: none",
)
DEBITS_ADDRESS: Any = Field(
    "",
    description="address of the service at which residents register an account for 口座振替 at their bank's page (Web口振), without a final slash; empty: the mock in demo and test, in production the paper form alone; only in zone single",
)
DEBITS_MERCHANT: Any = Field("", description="that service's name for this city (委託者)")
DEBITS_SECRET_FILE: Any = Field("", description="file that contains only the secret shared with that service")
