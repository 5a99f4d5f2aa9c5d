"""Of handed-over answers, opened one at a time."""

from collections.abc import Iterator
from functools import partial

from forms.answers import Answers
from forms.definition.procedure import Procedure, full_name
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AttachedFile
from portal.sealing import Sealer
from portal.services.files.needs import FilesNeeds
from portal.services.shared.needs import Basics
from portal.store.files import attachments
from portal.store.files.attachments import Holder


def attached_files(
    installation: FilesNeeds, application_id: int, procedure: Procedure, answers: Answers, box: Sealer
) -> tuple[AttachedFile, ...]:
    """Reading a missing file raises AdapterError."""
    return tuple(_files_in(installation, application_id, procedure, answers, box))


def _files_in(
    installation: FilesNeeds, application_id: int, procedure: Procedure, answers: Answers, box: Sealer
) -> Iterator[AttachedFile]:
    for key, value in answers.items():
        field = procedure.by_name.get(full_name(key))
        if field is None or field.type.control != "file" or not isinstance(value, list):
            continue
        for file in value:
            read_content = partial(_content, installation, application_id, box, file["id"])
            yield AttachedFile(field.name, file["media"], file["bytes"], file["sha256"], read_content)


def _content(installation: Basics, application_id: int, box: Sealer, file_id: str) -> bytes:
    with installation.database.read() as unit:
        sealed = attachments.content(unit, Holder(application_id=application_id), file_id)
    if sealed is None:
        raise AdapterError("EXPORT_FILE_GONE", file_id, permanent=True)
    return box.open_bytes(f"file:{file_id}", sealed())
