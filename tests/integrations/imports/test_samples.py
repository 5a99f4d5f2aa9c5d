"""Made-up packages: the same from the same seed, marked as made up, good, odd and broken."""

import hashlib
from collections import Counter
from datetime import UTC, datetime
from functools import cache

from forms.answers import Answers
from integrations.import_socket import Unreadable
from integrations.imports.readers import read_packages
from integrations.imports.samples import Sample, samples
from tests.integrations.imports.mapped import good_answers, mappings, path_of

UNTIL = datetime(2026, 11, 2, tzinfo=UTC)


def made(count: int, seed: int) -> list[Sample]:
    return list(samples(mappings(), count, seed, UNTIL, lambda mapping, number: answers(mapping.form, number % 5)))


@cache
def answers(form: str, number: int) -> Answers:
    """They take longer to think of than all that is done with them."""
    return good_answers(next(mapping for mapping in mappings() if mapping.form == form), number)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first = hashlib.sha256(b"".join(one.content for one in made(12, 7))).hexdigest()
    assert first == hashlib.sha256(b"".join(one.content for one in made(12, 7))).hexdigest()
    assert first != hashlib.sha256(b"".join(one.content for one in made(12, 8))).hexdigest()


def test_good_ones_are_whole_and_a_tenth_is_broken() -> None:
    found = made(60, 3)
    assert Counter(one.sort for one in found) == {"good": 42, "odd": 12, "broken": 6}
    alone = [one for one in found if one.sort == "good" and one.name.endswith(".xml")]
    assert (len(alone), {one.content[:5] for one in alone}) == (12, {b"<?xml"})
    for one in found:
        if one.sort != "good":
            continue
        (package,) = read_packages(one.content)
        mapping = next(mapping for mapping in mappings() if mapping.fits(package.header.form, package.header.version))
        assert package.header.synthetic
        assert not path_of(mapping, mapping.read(package)).mistakes


def test_no_broken_one_could_be_taken() -> None:
    for one in made(200, 5):
        if one.sort != "broken":
            continue
        try:
            (package,) = read_packages(one.content)
        except Unreadable:
            continue
        header = package.header
        known = any(mapping.fits(header.form, header.version) for mapping in mappings())
        assert not (known and header.receipt_number and header.arrived_at)
