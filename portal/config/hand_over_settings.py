"""Settings of what goes to and comes from core systems."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


class HandOverSettings(BaseSettings):
    addressee_digits: int = Field(
        0,
        ge=0,
        le=20,
        description="digits of a 宛名番号 that staff type for a case whose applicant no list of residents has (a prefecture, or a city without a list); 0: none is typed; never in zone outer; see register.md",
    )
    addressee_check: Literal["none", "modulus-10", "modulus-11"] = Field(
        "none",
        description="rule of its last digit: modulus-10: weights 2, 1, 2, … from the right; modulus-11: weights 2 to 7 from the right, as 個人番号 [U: the rule is the core system's]",
    )
