"""Code blocks of the pages for authors."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from forms.city.city import City, load_city
from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from portal.config import Settings
from portal.services.procedures.check_definition import check_definition
from tests.house.tree import ROOT, text

DOCS = ROOT / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text(DOCS / page), re.DOTALL | re.MULTILINE)


def parts(definition: str) -> Mapping[str, str]:
    parts = re.split(r"^(?=[a-z_]+:)", definition, flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in parts if part.strip() and not part.startswith("#")}


def stages(page: str) -> Iterator[str]:
    """A repeated key replaces the former one."""
    written: dict[str, str] = {}
    for block in blocks(page, "yaml"):
        written |= parts(block)
        yield "".join(written.values())


def read(file: Path, definition: str) -> Procedure:
    file.write_text(definition, encoding="utf-8")
    return load(file, fields=field_types())


def complaints(procedure: Procedure) -> list[Complaint]:
    return check_definition(procedure, city())


@cache
def city() -> City:
    return load_city(Settings.model_fields["city"].default)
