"""Licences of installed packages are compatible with Apache-2.0."""

import re
from importlib import metadata

import pytest

from tests.house.test_build import nothing, requirements

PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|OFL|SIL Open Font")
# LGPL: separate libraries that an operator can replace.
WEAK_COPYLEFT = {"psycopg", "psycopg-binary", "pi-heif"}


def licences(package: metadata.PackageMetadata) -> list[str]:
    """The SPDX expression, else classifiers and the field's first line."""
    for expression in package.get_all("License-Expression") or ():
        return [part for part in re.split(r"\s+(?:AND|OR)\s+|[()]", expression) if part.strip()]
    declared = [
        line.rpartition(" :: ")[2] for line in package.get_all("Classifier") or () if line.startswith("License")
    ]
    return declared + [licence.splitlines()[0] for licence in package.get_all("License") or () if licence]


@pytest.mark.parametrize("pinned", [*requirements("requirements.lock"), *requirements("requirements-traces.lock")])
def test_a_package_of_production_has_a_licence_that_lets_us_pass_it_on(pinned: str) -> None:
    name = pinned.partition("==")[0]
    declared = licences(metadata.metadata(name))
    assert declared, "no licence declared"
    if name not in WEAK_COPYLEFT:
        nothing(licence for licence in declared if not PERMISSIVE.search(licence))


def test_a_strong_copyleft_is_recognised() -> None:
    for licence in ("GPL-3.0-or-later", "AGPL-3.0-only", "GNU General Public License v2 (GPLv2)", "LGPL-3.0-only"):
        assert not PERMISSIVE.search(licence)
