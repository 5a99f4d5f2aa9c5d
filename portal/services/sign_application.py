"""署名: what is sent is signed where the procedure or the city wants it. Knows the socket, no card."""

from collections.abc import Mapping
from datetime import date

from forms.answers import canonical
from forms.path import Path
from forms.procedure import Procedure
from integrations.interfaces import AdapterError
from portal.services.installation import Installation


def sign_application(
    installation: Installation, procedure: Procedure, path: Path, person: str, on: date
) -> Mapping[str, object]:
    """What evidence keeps of the signature, {} where none is needed. The signed bytes are the answers in their one form,
    after the hash of the version they answer. AdapterError where a signature is needed and nobody can take it."""
    if not installation.signature_needed(procedure, on):
        return {}
    if installation.signer is None:
        raise AdapterError("SIGNER_MISSING", permanent=False)
    signed = installation.signer.sign(procedure.meaning.encode() + b"\n" + canonical(path.answers), person)
    return {"signature": {"manner": signed.manner, "digest": signed.digest, "value": signed.signature}}
