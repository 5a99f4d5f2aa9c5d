"""The files of an application as layouts see them: those that the answers of the hand-over name, opened one at a time."""

from collections.abc import Iterator
from functools import partial

from forms.answers import Answers
from forms.procedure import Procedure, full_name
from integrations.interfaces import AdapterError
from integrations.layout_socket import AttachedFile
from portal.sealing import Sealer
from portal.services.installation import Installation
from portal.store import attachments
from portal.store.attachments import Holder


def attached_files(
    installation: Installation, application_id: int, procedure: Procedure, answers: Answers, box: Sealer
) -> tuple[AttachedFile, ...]:
    """In the order of the answers. Reading one that is gone by now is an AdapterError."""
    return tuple(_found(installation, application_id, procedure, answers, box))


def _found(
    installation: Installation, application_id: int, procedure: Procedure, answers: Answers, box: Sealer
) -> Iterator[AttachedFile]:
    for key, value in answers.items():
        field = procedure.by_name.get(full_name(key))
        if field is None or field.type.control != "file" or not isinstance(value, list):
            continue
        for file in value:
            read = partial(_content, installation, application_id, box, file["id"])
            yield AttachedFile(field.name, file["media"], file["bytes"], file["sha256"], read)


def _content(installation: Installation, application_id: int, box: Sealer, file_id: str) -> bytes:
    with installation.database.read() as unit:
        sealed = attachments.content(unit, Holder(application_id=application_id), file_id)
    if sealed is None:
        raise AdapterError("EXPORT_FILE_GONE", file_id, permanent=True)
    return box.open_bytes(f"file:{file_id}", sealed)
