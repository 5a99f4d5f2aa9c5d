"""Packs of another city, and what somebody may make of them."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from integrations.signatures.own_key import create_own_key, load_own_key
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.services.workshop.read_pack import CERTIFICATE, MANIFEST, SIGNATURE
from portal.services.workshop.write_pack import write_pack
from portal.store.procedures import definitions
from portal.store.procedures.definitions import WORKSHOP, DefinitionRow

CITY = "隣町"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def signed(
    folder: Path,
    parts: Mapping[str, str],
    procedures: tuple[str, ...],
    city: str = CITY,
    also: Mapping[str, object] = {},
) -> bytes:
    """As another city would sign it."""
    create_own_key(folder, city, NOW)
    own = load_own_key(folder)
    assert own is not None
    files = {name: text.encode() for name, text in parts.items()}
    sums = {name: sha256(text).hexdigest() for name, text in files.items()}
    facts = {"format": 1, "made_at": NOW.isoformat(), "procedures": procedures, "parts": sums, **also}
    manifest = json.dumps(facts).encode()
    own_files = {
        MANIFEST: manifest, SIGNATURE: own.sign_digest(sha256(manifest).digest()), CERTIFICATE: own.certificates,
    }  # fmt: skip
    return zipped(own_files | files)


def of_ours(installation: Installation, folder: Path, procedure: str, *changes: tuple[str, str]) -> bytes:
    """Our published procedure, changed (in all its parts) and signed by the other city."""
    written = files_of(write_pack(installation, [procedure]))
    parts = {name: text.decode() for name, text in written.items() if name.endswith(".yaml")}
    for old, new in changes:
        assert any(old in text for text in parts.values()), old
        parts = {name: text.replace(old, new) for name, text in parts.items()}
    return signed(folder, parts, (procedure,))


def with_file(installation: Installation, folder: Path, procedure: str, *changes: tuple[str, str]) -> Installation:
    """With a folder of its own, in which the file of the procedure was changed."""
    folder.mkdir()
    for file in installation.settings.procedures.glob(f"{procedure}.*yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    file = folder / f"{procedure}.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return replace(installation, settings=installation.settings.model_copy(update={"procedures": folder}))


def sign_here(installation: Installation, procedure: str) -> None:
    """What is in force, as if it had been published with every line signed."""
    with installation.database.write() as unit:
        row = definitions.newest_of(unit, procedure)
        assert row is not None
        definitions.add(unit, replace(row, signed=True))
        unit.commit()
    offer_published(installation)


def publish_here(installation: Installation, procedure: str, old: str, new: str) -> None:
    with installation.database.write() as unit:
        row = definitions.newest_of(unit, procedure)
        assert row is not None
        assert old in row.canonical
        canonical = row.canonical.replace(old, new)
        definitions.add(unit, DefinitionRow("of the workshop", procedure, 5, canonical, 9, WORKSHOP))
        unit.commit()
