"""Import packages of one application of the fictional city each, in the synthetic layout."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.imports.samples import Made, packed
from integrations.sockets.import_socket import Header
from portal.models.imports.import_package import ImportPackage
from portal.services.imports.keep_package import keep_package
from portal.services.imports.take_package import take_packages
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store import statements
from portal.store.imports.import_packages import PackageRow
from portal.store.statements import by, every, sql
from tests.integrations.imports.mapped import mappings
from tests.portal.world import ANSWERS, PROCEDURE

FORM = "KKN-KAIGO-SAIKOFU"
ARRIVED = datetime.fromisoformat("2026-11-17T23:30:00+09:00")
_package = ImportPackage.table
_OF_FILE = sql(statements.rows(PackageRow, ImportPackage).where(by(_package.c.file_id)).order_by(_package.c.place))
CLERK = Actor("staff", "tanto", "担当", "192.0.2.1")


def package(number: str = "GS1", answers: Mapping[str, Any] | None = None, *, files: Any = (), **changes: Any) -> bytes:
    """`changes` apply to the header, and `fields` to the fields."""
    mapping = next(mapping for mapping in mappings() if mapping.procedure == PROCEDURE)
    fields = {**mapping.write({**ANSWERS, **(answers or {})}), **changes.pop("fields", {})}
    header: dict[str, Any] = {"receipt_number": number, "form": FORM, "version": "1", "arrived_at": ARRIVED}
    header |= {"synthetic": True, **changes}
    return packed(Made(Header(**header), {name: text for name, text in fields.items() if text}, tuple(files)))


def bring(installation: Installation, content: bytes, name: str = "a.zip") -> list[PackageRow]:
    """Stores and takes a package; its rows."""
    file = keep_package(installation, content, name, CLERK)
    take_packages(installation, file.file_id, CLERK)
    return rows(installation, file.file_id)


def rows(installation: Installation, file_id: int) -> list[PackageRow]:
    with installation.database.read() as unit:
        return every(unit, _OF_FILE, file_id=file_id)
