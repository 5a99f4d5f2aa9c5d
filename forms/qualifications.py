"""What a city itself holds of somebody's insurance and pension, and as which insurer's it is written on forms.

Of 国民健康保険, 後期高齢者医療 and 介護保険 and of 国民年金 第1号 alone: whoever is insured at work is insured elsewhere. Knows no register.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from forms.check_digits import modulus_10
from forms.dated import Dated, Words
from forms.reading import Sheet

Scheme = Literal["national", "late_elderly"]
CARE_LEVELS = ("support1", "support2", "care1", "care2", "care3", "care4", "care5")
CareLevel = Literal["", "support1", "support2", "care1", "care2", "care3", "care4", "care5"]
# Names of what is told, and the words in which an answer means the same. Numbers are no part of 住民基本台帳法7条: the sections' own
# records have them, and whether one section may tell another is the city's to say (assumed).
OF_INSURANCE = ("insurance", "insurance_symbol", "insurance_number", "insurance_branch")


def _checked(number: str) -> str:
    if number[-1] != modulus_10(number[:-1]):
        raise ValueError("its last digit is no check digit of the others")
    return number


class Insurer(Dated):
    """`name` and `number` (保険者番号) of who insures the people of the city, in these days."""

    name: Words
    number: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{8})$"), AfterValidator(_checked)]


class Qualifications(Sheet):
    """Of one person. `insurance` with 記号・番号・枝番; `care_level` of a 認定 that holds now; `pension` where they are 国民年金 第1号
    or 任意加入; `allowance` whether this city pays them 児童手当 (None: not told)."""

    insurance: Literal["", "national", "late_elderly"] = ""
    insurance_symbol: str = ""
    insurance_number: str = ""
    insurance_branch: str = ""
    care_level: CareLevel = ""
    pension: Literal["", "national"] = ""
    allowance: bool | None = None
