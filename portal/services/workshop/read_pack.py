"""A pack of procedures from another city."""

# A ZIP of YAML files, a manifest with the SHA-256 of each, and the signature of the manifest. Whose certificate it is,
# a person compares: nothing in the pack is trusted for it.

import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import Library, load_text, read_library

MANIFEST, SIGNATURE, CERTIFICATE = "manifest.json", "manifest.sig", "certificate.pem"
MOST_BYTES = 500_000  # of the file: the trial's page carries it in a form
MOST_UNPACKED = 2_000_000  # YAML takes seconds per megabyte
MOST_PARTS = 200
MOST_PROCEDURES = 10
SHARED = ("blocks", "codes")
_OWN = (MANIFEST, SIGNATURE, CERTIFICATE)
_PART = re.compile(
    r"((blocks|codes|boxes|layouts)/)?[a-z0-9][a-z0-9-]{0,80}(\.[a-z0-9][a-z0-9-]{0,80}){0,4}\.yaml", re.ASCII
)
_BROKEN = (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OverflowError, OSError, zlib.error, lzma.LZMAError)
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
_Sum = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    format: Literal[1]
    made_at: AwareDatetime
    procedures: Annotated[tuple[_Id, ...], Field(min_length=1, max_length=MOST_PROCEDURES)]
    parts: Annotated[dict[str, _Sum], Field(min_length=1, max_length=MOST_PARTS)]


class UnreadablePack(ValueError):
    # What to correct.

    def __init__(self, words: str, english: str) -> None:
        super().__init__(words)
        self.english = english


@dataclass(frozen=True)
class Pack:
    """`city`: as the certificate names it. `fingerprint`: SHA-256 of the certificate, hex."""

    city: str
    fingerprint: str
    made_at: datetime
    procedures: tuple[str, ...]
    parts: Mapping[str, str]

    @property
    def marks(self) -> str:
        """The fingerprint in fours, to be read aloud."""
        return " ".join(self.fingerprint[place : place + 4] for place in range(0, 64, 4))

    def made_by(self, certificates: bytes) -> bool:
        """One of these (PEM) signed it."""
        known = x509.load_pem_x509_certificates(certificates)
        return self.fingerprint in {certificate.fingerprint(hashes.SHA256()).hex() for certificate in known}

    def texts(self, procedure: str) -> dict[str, str]:
        """By language, "" for the definition."""
        own = {name.removesuffix(".yaml"): text for name, text in self.parts.items() if "/" not in name}
        return {name.partition(".")[2]: text for name, text in own.items() if name.partition(".")[0] == procedure}

    def further(self, *folders: str) -> tuple[str, ...]:
        return tuple(name for name in self.parts if name.partition("/")[0] in folders)


def read_pack(content: bytes) -> Pack:
    """Raises UnreadablePack."""
    if len(content) > MOST_BYTES:
        raise UnreadablePack(
            f"包みが大きすぎます。{MOST_BYTES // 1000}kBまでです。",
            f"the pack is larger than {MOST_BYTES // 1000} kB.",
        )
    try:
        files = _unpacked(content)
    except _BROKEN:
        raise UnreadablePack(
            "包みとして読めません。受け取ったZIPのファイルを、そのまま選んでください。",
            "this is no pack: choose the ZIP file as it was received.",
        ) from None
    try:
        written, signature, certificate = (files.pop(name) for name in (MANIFEST, SIGNATURE, CERTIFICATE))
        manifest = Manifest.model_validate_json(written)
    except (KeyError, ValueError):
        raise UnreadablePack(
            "包みの目録が読めません。新しい形の包みかもしれません。送った市に確かめてください。",
            "its manifest cannot be read, perhaps because it is of a newer form: ask the city that sent it.",
        ) from None
    city, fingerprint = _signer(certificate, signature, written)
    if files.keys() != manifest.parts.keys() or any(
        sha256(text).hexdigest() != manifest.parts[name] for name, text in files.items()
    ):
        raise UnreadablePack(
            "包みの中が、署名のあとで変わっています。送った市から、もう一度受け取ってください。",
            "its content has changed since it was signed: ask the city that sent it for another.",
        )
    if not all(f"{name}.yaml" in files for name in manifest.procedures):
        raise UnreadablePack(
            "包みの目録にある手続が、包みの中にありません。", "a procedure of its manifest is not in it."
        )
    try:
        parts = {name: text.decode() for name, text in sorted(files.items())}
    except UnicodeDecodeError:
        raise UnreadablePack("包みの中に、UTF-8でないファイルがあります。", "a file in it is not UTF-8.") from None
    return Pack(city, fingerprint, manifest.made_at, manifest.procedures, parts)


def library_of(parts: Mapping[str, str]) -> Library:
    """Of the pack's own blocks and codes. Raises Refused."""
    with TemporaryDirectory(prefix="kakanai-pack-") as folder:
        for name, text in parts.items():
            if name.partition("/")[0] in SHARED:
                path = Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return read_library((Path(folder),))


def meant_by(texts: Mapping[str, str], procedure: str, library: Library) -> Procedure:
    """Raises Refused."""
    beside = {language: text for language, text in texts.items() if language}
    return load_text(texts[""], f"{procedure}.yaml", fields=field_types(), translations=beside, library=library)


def _unpacked(content: bytes) -> dict[str, bytes]:
    files, left = dict[str, bytes](), MOST_UNPACKED
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if len(archive.infolist()) > MOST_PARTS + 3:
            raise ValueError("parts")
        for info in archive.infolist():
            if info.filename in files or not (info.filename in _OWN or _PART.fullmatch(info.filename)):
                raise ValueError("name")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError("packed in an unknown way")
            with archive.open(info) as part:  # what the ZIP says about its size may be false
                files[info.filename] = part.read(left + 1)
            left -= len(files[info.filename])
            if left < 0:
                raise ValueError("too much")
    return files


def _signer(pem: bytes, signature: bytes, manifest: bytes) -> tuple[str, str]:
    try:
        certificate = x509.load_pem_x509_certificates(pem)[0]
        key = certificate.public_key()
        names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise InvalidSignature
        key.verify(signature, manifest, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        raise UnreadablePack(
            "包みの署名が合いません。送った市から、もう一度受け取ってください。",
            "its signature is not right: ask the city that sent it for another.",
        ) from None
    city = "".join(letter for name in names[:1] for letter in str(name.value) if letter.isprintable())
    return city[:100] or "名前のない市", certificate.fingerprint(hashes.SHA256()).hex()
