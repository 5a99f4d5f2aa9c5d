"""In demo and test; the offered version stays if it is faulty."""

# Production requires `kakanai procedures publish`.

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from forms.complaint_lines import terminal_lines
from forms.complaints import Complaint, Refused, errors
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load, read_library
from forms.loading.library import SHIPPED, Library
from portal.clock import to_micro
from portal.services.procedures.fit_city import fit_city
from portal.services.shared.catalogue import KEPT, of_workshop, publish
from portal.services.shared.needs import Basics, Records

Stamp = tuple[int, int]


class PublishOnSave:
    def __init__(self, installation: Basics, notify: Callable[[str], None]) -> None:
        self.folder = installation.settings.procedures
        self.notify = notify
        self._seen = self._known = _files(self.folder)
        self._waiting: set[Path] = set()

    def __call__(self, installation: Records) -> int:
        """Returns the number published. Reads a file once two polls saw it unchanged."""
        now, before = _files(self.folder), self._seen
        self._seen = now
        if now != before or now == self._known:
            return 0
        self._waiting |= self._definitions({Path(path) for path, _ in now.items() ^ self._known.items()})
        self._known = now
        return self._publish(installation)

    def _definitions(self, changed: set[Path]) -> set[Path]:
        own = {file.with_name(f"{_base(file)}.yaml") for file in changed if file.parent == self.folder}
        names = {_base(file).encode() for file in changed if file.parent != self.folder}
        if names:
            blocks = [file for file in map(Path, self._known) if file.parent.name == "blocks" and _names(file, names)]
            names |= {_base(file).encode() for file in blocks}
            own |= {file for file in self.folder.glob("*.yaml") if _base(file) == file.stem and _names(file, names)}
        return own

    def _publish(self, installation: Records) -> int:
        sound = []
        try:
            library = read_library((SHIPPED, self.folder))
        except Refused as refused:
            self._refuse(refused)
            return 0
        for file in sorted(self._waiting):
            try:
                procedures = self._read(installation, file, library)
            except Refused as refused:
                self._refuse(refused)
                continue
            self._waiting.discard(file)
            sound += procedures
        kept = of_workshop(installation.database)
        for procedure in [procedure for procedure in sound if procedure.id in kept]:
            self.notify(f"{procedure.source}: {KEPT}")
            sound.remove(procedure)
        publish(installation.database, sound, to_micro(installation.clock.now()))
        for procedure in sound:
            self.notify(f"{procedure.source}: {procedure.id} {procedure.version} is offered as it was saved.")
        return len(sound)

    def _read(self, installation: Basics, file: Path, library: Library) -> list[Procedure]:
        # [] if the file is gone. Raises Refused.
        from forms.linting.chains import check_chains  # noqa: PLC0415 - see publish_folder
        from portal.services.procedures.check_definition import check_definition, every_complaint  # noqa: PLC0415

        if not file.exists():
            return []
        try:
            procedure = load(file, fields=field_types(), library=library)
        except Refused as refused:
            raise Refused(every_complaint(refused, installation.city, installation.clock.today())) from None
        complaints: list[Complaint] = fit_city(installation.city, [procedure], installation.clock.today())
        complaints += check_definition(procedure, installation.city)
        offered = {each.id: each for each in installation.catalogue.all()} | {procedure.id: procedure}
        complaints += check_chains(offered.values(), offered)
        if errors(complaints):
            raise Refused(complaints)
        for line in terminal_lines(complaints):
            self.notify(line)
        return [procedure]

    def _refuse(self, refused: Refused) -> None:
        for line in terminal_lines(refused.complaints):
            self.notify(line)
        self.notify("公開していません。前のものが残ります。")
        self.notify("    Not published: what was offered before stays.")


def stamps(folder: Path) -> dict[Path, Stamp]:
    return {Path(path): stamp for path, stamp in _files(folder).items()}


def stamps_of_library(folder: Path) -> dict[str, Stamp]:
    # What definitions share, without themselves.
    return _seen(_shared(folder))


def _files(folder: Path) -> dict[str, Stamp]:
    return _seen((folder, *_shared(folder)))


def _shared(folder: Path) -> list[Path]:
    return [base / kind for base in (folder, SHIPPED) for kind in ("blocks", "codes")]


def _seen(places: Iterable[Path]) -> dict[str, Stamp]:
    # Paths as strings: this runs twice a second, and three hundred `Path` take four times as long.
    seen: dict[str, Stamp] = {}
    for place in places:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(place) as entries:
            for entry in entries:
                if entry.name.endswith(".yaml"):
                    with suppress(FileNotFoundError):  # an editor may replace the file
                        facts = entry.stat()
                        seen[entry.path] = (facts.st_mtime_ns, facts.st_size)
    return seen


def _base(file: Path) -> str:
    return file.stem.partition(".")[0]


def _names(file: Path, names: set[bytes]) -> bool:
    text = file.read_bytes()
    return any(name in text for name in names)
