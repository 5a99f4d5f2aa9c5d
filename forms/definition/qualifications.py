"""Insurance and pension data: no employees, who are insured elsewhere."""

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from forms.city.dated import Dated, Words
from forms.numbers.check_digits import demand_last, modulus_10
from forms.text.reading import Sheet

Scheme = Literal["national", "late_elderly"]
CARE_LEVELS = ("support1", "support2", "care1", "care2", "care3", "care4", "care5")
CareLevel = Literal["", "support1", "support2", "care1", "care2", "care3", "care4", "care5"]


def _checked(number: str) -> str:
    return demand_last(number, modulus_10(number[:-1]))


class Insurer(Dated):
    """`number` is the 保険者番号."""

    name: Words
    number: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{8})$"), AfterValidator(_checked)]


class Qualifications(Sheet):
    """`care_level` of a valid 認定; `pension`: 国民年金 第1号 or 任意加入; `allowance`: 児童手当 from this city."""

    insurance: Literal["", "national", "late_elderly"] = ""
    insurance_symbol: str = ""
    insurance_number: str = ""
    insurance_branch: str = ""
    care_level: CareLevel = ""
    pension: Literal["", "national"] = ""
    allowance: bool | None = None
