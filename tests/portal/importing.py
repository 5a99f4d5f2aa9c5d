"""Packages for tests of the portal: one application of the fictional city each, in our synthetic layout."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.import_socket import Header
from integrations.imports.samples import Made, packed
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.keep_package import keep_package
from portal.services.take_package import take_packages
from portal.store import import_packages
from portal.store.import_packages import PackageRow
from tests.integrations.imports.mapped import mappings
from tests.portal.world import ANSWERS, PROCEDURE

FORM = "KKN-KAIGO-SAIKOFU"
ARRIVED = datetime.fromisoformat("2026-11-17T23:30:00+09:00")
CLERK = Actor("staff", "tanto", "担当", "192.0.2.1")


def package(number: str = "GS1", answers: Mapping[str, Any] | None = None, *, files: Any = (), **changes: Any) -> bytes:
    """`changes`: of the header, and of the fields by `fields`."""
    mapping = next(one for one in mappings() if one.procedure == PROCEDURE)
    fields = {**mapping.write({**ANSWERS, **(answers or {})}), **changes.pop("fields", {})}
    header: dict[str, Any] = {"receipt_number": number, "form": FORM, "version": "1", "arrived_at": ARRIVED}
    header |= {"synthetic": True, **changes}
    return packed(Made(Header(**header), {name: text for name, text in fields.items() if text}, tuple(files)))


def bring(installation: Installation, content: bytes, name: str = "a.zip") -> list[PackageRow]:
    """Kept and taken; the rows of what was in it."""
    kept = keep_package(installation, content, name, "upload", CLERK)
    take_packages(installation, kept.file_id, CLERK)
    return rows(installation, kept.file_id)


def rows(installation: Installation, file_id: int) -> list[PackageRow]:
    with installation.database.read() as unit:
        return import_packages.of_file(unit, file_id)
