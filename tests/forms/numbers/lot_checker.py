"""Repeats a drawing from the published file and docs/language.md alone: nothing of the product is imported."""

import csv
import hashlib
import io


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def order(seed: str, unit: str, entries: list[tuple[str, int]]) -> list[str]:
    """(number, tickets): the numbers as they are drawn."""
    drum = [
        (sha256(f"{seed}/{unit}/{number}/{count + 1}"), number) for number, most in entries for count in range(most)
    ]
    return list(dict.fromkeys(number for _, number in sorted(drum)))


def faults(seed: str, commitment: str, published: str) -> list[str]:
    """`published`: the file of the list."""
    wrong = [] if sha256(seed) == commitment else ["the seed is not the one that was promised"]
    units: dict[str, list[tuple[int, str, int]]] = {}
    for row in csv.DictReader(io.StringIO(published.removeprefix("\ufeff"))):
        units.setdefault(row["区分"], []).append((int(row["順番"]), row["受付番号"], int(row["札の数"])))
    for unit, lines in units.items():
        listed = [number for _, number, _ in sorted(lines)]
        if [place for place, _, _ in sorted(lines)] != list(range(1, len(lines) + 1)):
            wrong.append(f"the numbers of {unit} have gaps")
        if (
            order(seed, unit, [(number, tickets) for _, number, tickets in sorted(lines, key=lambda line: line[1])])
            != listed
        ):
            wrong.append(f"the order of {unit} is another")
    return wrong
