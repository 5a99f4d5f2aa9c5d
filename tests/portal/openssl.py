"""Verifies signatures with the openssl command."""

import subprocess
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from integrations.certificates.mock.app import MockJpki


def verifies(jpki: MockJpki, signature: bytes, content: bytes, folder: Path, at: datetime) -> bool:
    """With the practice authorities for signatures as the roots, at this moment."""
    (folder / "content").write_bytes(content)
    (folder / "signature.p7s").write_bytes(signature)
    trusted = [authority.certificate for authority in jpki.authorities.all() if authority.kind == "sign"]
    (folder / "trusted.pem").write_bytes(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in trusted))
    command = (
        "openssl cms -verify -binary -inform DER -in signature.p7s -content content -CAfile trusted.pem -no-CApath "
        f"-purpose any -attime {at.timestamp():.0f} -out read"
    )
    return subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode == 0
