"""Check digits of 保険者番号, 個人番号 and 法人番号."""

from pydantic_core import PydanticCustomError


# Of a sheet: a complaint of its own, as a slip of a digit is no wrong kind of value.
def demand_last(number: str, digit: str) -> str:
    if number[-1] != digit:
        raise PydanticCustomError("check_digit", "its last digit is not the check digit of the others")
    return number


def modulus_10(body: str) -> str:
    """検証番号 of a 保険者番号, the last digit: weights 2, 1, 2, … from the right, digits of products added, difference to
    the next ten. 3312001 → 5."""
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body)))
    return str(-sum(product // 10 + product % 10 for product in products) % 10)


def of_person(body: str) -> str:
    """検査用数字 of a 個人番号, the last digit (平成26年総務省令第85号5条): weights 2–7 and 2–6 from the right; 11 minus the remainder
    modulo 11, 0 if above 9. 12345678901 → 8."""
    remainder = sum(int(digit) * (place % 6 + 2) for place, digit in enumerate(reversed(body))) % 11
    return str(11 - remainder if remainder > 1 else 0)


def of_corporation(body: str) -> str:
    """検査用数字 of a 法人番号, the first digit (法人番号の指定等に関する省令2条): weights 1, 2, 1, … from the right; 9 minus the remainder
    modulo 9. Misses 0 and 9 swapped. 000012050002 → 7."""
    return str(9 - sum(int(digit) * (place % 2 + 1) for place, digit in enumerate(reversed(body))) % 9)


# 検査数字 of a 全国地方公共団体コード, the last digit: weights 6 to 2; the last digit of 11 minus the remainder modulo 11. 01000 → 6.
def of_municipality(body: str) -> str:
    return str(11 - sum(int(digit) * (6 - place) for place, digit in enumerate(body)) % 11)[-1]
