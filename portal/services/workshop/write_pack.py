"""Packs procedures as they are published, for another city."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from forms.complaints import Refused
from forms.loading.library import SHIPPED
from forms.loading.source import read_source
from forms.loading.tree import read_tree
from portal.errors import NotFound
from portal.services.shared.needs import HasDocuments
from portal.services.workshop.begin_draft import source_of, written_out
from portal.services.workshop.read_pack import (
    CERTIFICATE,
    MANIFEST,
    MOST_BYTES,
    MOST_PARTS,
    MOST_PROCEDURES,
    SIGNATURE,
    Manifest,
    library_of,
    meant_by,
)

_TOO_LARGE = ("一つの包みには、大きすぎます。手続を分けてください。", "too much for a pack: divide the procedures.")


class Unpackable(ValueError):
    # Why.

    def __init__(self, words: str, english: str) -> None:
        super().__init__(words)
        self.english = english


def write_pack(installation: HasDocuments, procedures: Sequence[str]) -> bytes:
    """Takes seconds: never within a transaction. Raises NotFound, Unpackable."""
    signer = installation.documents
    if signer is None:
        raise Unpackable("この市には、署名の鍵がまだありません。", "this city has no signing key yet.")
    if len(procedures) > MOST_PROCEDURES:
        raise Unpackable(
            f"一つの包みには、{MOST_PROCEDURES}件までの手続が入ります。",
            f"a pack holds at most {MOST_PROCEDURES} procedures.",
        )
    parts: dict[str, str] = {}
    for procedure in procedures:
        parts |= _parts(installation, procedure)
    content = {name: text.encode() for name, text in sorted(parts.items())}
    sums = {name: sha256(text).hexdigest() for name, text in content.items()}
    if len(sums) > MOST_PARTS:
        raise Unpackable(*_TOO_LARGE)
    manifest = Manifest(format=1, made_at=installation.clock.now(), procedures=tuple(procedures), parts=sums)
    written = manifest.model_dump_json(indent=1).encode()
    content = {
        MANIFEST: written, SIGNATURE: signer.sign_digest(sha256(written).digest()), CERTIFICATE: signer.certificates,
    } | content  # fmt: skip
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    if len(buffer.getvalue()) > MOST_BYTES:
        raise Unpackable(*_TOO_LARGE)
    return buffer.getvalue()


def _parts(installation: HasDocuments, procedure: str) -> dict[str, str]:
    source, folder = source_of(installation, procedure), installation.settings.procedures
    if source.row is None:
        raise NotFound("procedure")
    shared = dict(_shared((SHIPPED, folder), read_tree(source.texts[""], procedure).plain()))
    texts = source.texts
    try:
        same = meant_by(texts, procedure, library_of(shared)).meaning == source.row.meaning
    except Refused:
        same = False
    if not same:  # a block has changed since
        texts, shared = written_out(source.row.canonical), {}
    own = {
        f"{procedure}.{language}.yaml" if language else f"{procedure}.yaml": text for language, text in texts.items()
    }
    form = folder / "boxes" / f"{procedure}.yaml"
    boxes = {f"boxes/{form.name}": read_source(form)} if form.exists() else {}
    return own | shared | boxes | dict(_layouts(installation.settings.layouts, procedure))


def _shared(folders: Sequence[Path], plain: Any) -> Iterator[tuple[str, str]]:
    # Blocks and codes that a definition or a block names, and what these name.
    waiting, seen = list(_names(plain)), set[str]()
    while waiting:
        name = waiting.pop()
        files = [folder / f"{name}.yaml" for folder in folders if (folder / f"{name}.yaml").exists()]
        if name in seen or not files:
            continue
        seen.add(name)
        for path in [files[-1], *sorted(files[-1].parent.glob(f"{files[-1].stem}.*.yaml"))]:
            yield f"{path.parent.name}/{path.name}", read_source(path)
        waiting += _names(read_tree(read_source(files[-1]), name, elsewhere=True).plain())


def _names(plain: Any) -> Iterator[str]:
    if isinstance(plain, Mapping):
        for key, folder in (("use", "blocks"), ("codes", "codes")):
            if isinstance(plain.get(key), str):
                yield f"{folder}/{plain[key]}"
    if isinstance(plain, Mapping | list | tuple):
        for part in plain.values() if isinstance(plain, Mapping) else plain:
            yield from _names(part)


def _layouts(folder: Path, procedure: str) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.yaml")):
        text = read_source(path)
        plain = read_tree(text, path.name).plain()
        if isinstance(plain, dict) and plain.get("applies_to", {}).get("procedure") == procedure:
            yield f"layouts/{path.name}", text
