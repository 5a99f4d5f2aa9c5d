from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Persona:
    """As a card has them: family U+3000 given; `sex_raw` 1, 2, 3 or 9."""

    id: str
    name: str
    birth: date | None = None
    sex_raw: str = ""
    address: str = ""
    about: str = ""
    kana: str = ""
    refused: str = ""  # the error of the sign-in, "" for a valid card
    # Further claims of the id token, for people without a card.
    claims: Mapping[str, object] = field(default_factory=dict)
    # Claims of userinfo by scope, for accounts of a company.
    shares: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
