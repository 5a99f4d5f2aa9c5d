"""Stored before the answer; a few are taken at once, many by the job."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.services.imports.keep_package import keep_packages
from portal.services.imports.needs import ImportsNeeds
from portal.services.imports.take_package import TOGETHER, take_files
from portal.services.shared.write_audit import Actor
from portal.store.imports.import_packages import QUARANTINED

AT_ONCE = 20  # packages: some seconds


@dataclass(frozen=True)
class ImportedUploads:
    files: tuple[int, ...]  # their ids, also of those here before
    waits: bool  # the job takes them
    held: int  # now


def bring_uploads(installation: ImportsNeeds, contents: Sequence[tuple[bytes, str]], actor: Actor) -> ImportedUploads:
    kept = [
        kept_file
        for start in range(0, len(contents), TOGETHER)
        for kept_file in keep_packages(installation, contents[start : start + TOGETHER], "upload", actor)
    ]
    files = tuple(dict.fromkeys(kept_file.file_id for kept_file in kept))
    if sum(len(kept_file.packages) for kept_file in kept) > AT_ONCE:
        return ImportedUploads(files, True, 0)
    states = list(take_files(installation, kept, actor))
    return ImportedUploads(files, False, sum(state.get(QUARANTINED, 0) for state in states))
