"""Sample packages."""

import hashlib
from collections import Counter
from datetime import UTC, datetime
from functools import cache

from forms.answers import Answers
from integrations.imports.readers import read_packages
from integrations.imports.samples import Sample, samples
from integrations.sockets.import_socket import Unreadable
from tests.examples import IS_LONG
from tests.integrations.imports.mapped import good_answers, mappings, path_of

ANSWERS = 5 if IS_LONG else 2  # of each form: sampling is slow
UNTIL = datetime(2026, 11, 2, tzinfo=UTC)


def made(count: int, seed: int) -> list[Sample]:
    return list(
        samples(mappings(), count, seed, UNTIL, lambda mapping, number: answers(mapping.form, number % ANSWERS))
    )


@cache
def answers(form: str, number: int) -> Answers:
    """Cached, because sampling is slow."""
    return good_answers(next(mapping for mapping in mappings() if mapping.form == form), number)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first = hashlib.sha256(b"".join(sample.content for sample in made(12, 7))).hexdigest()
    assert first == hashlib.sha256(b"".join(sample.content for sample in made(12, 7))).hexdigest()
    assert first != hashlib.sha256(b"".join(sample.content for sample in made(12, 8))).hexdigest()


def test_good_ones_are_whole_and_a_tenth_is_broken() -> None:
    samples = made(60, 3)
    assert Counter(sample.sort for sample in samples) == {"good": 42, "odd": 12, "broken": 6}
    alone = [sample for sample in samples if sample.sort == "good" and sample.name.endswith(".xml")]
    assert (len(alone), {sample.content[:5] for sample in alone}) == (12, {b"<?xml"})
    for sample in samples:
        if sample.sort != "good":
            continue
        (package,) = read_packages(sample.content)
        mapping = next(mapping for mapping in mappings() if mapping.fits(package.header.form, package.header.version))
        assert package.header.synthetic
        assert not path_of(mapping, mapping.read(package)).mistakes


def test_no_broken_one_could_be_taken() -> None:
    for sample in made(200, 5):
        if sample.sort != "broken":
            continue
        try:
            (package,) = read_packages(sample.content)
        except Unreadable:
            continue
        header = package.header
        known = any(mapping.fits(header.form, header.version) for mapping in mappings())
        assert not (known and header.receipt_number and header.arrived_at)
