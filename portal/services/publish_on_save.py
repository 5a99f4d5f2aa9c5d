"""Publishes a definition when its file is saved: for demo and test, where an author looks at the page beside the editor.

Production never does: there `kakanai procedures publish` is an act of its own. What cannot be read is told with its line,
and what was offered before stays."""

from collections.abc import Callable, Mapping
from pathlib import Path

from forms.complaints import Complaint, Refused
from forms.loading import load, read_library
from forms.loading.library import SHIPPED, Library
from forms.procedure import Procedure
from forms.registry import field_types
from portal.clock import to_micro
from portal.services.catalogue import publish
from portal.services.check_definition import check_definition
from portal.services.fit_city import fit_city
from portal.services.installation import Installation

Stamps = Mapping[Path, tuple[int, int]]


class PublishOnSave:
    """Remembers the files as they were at the last look. `tell` gets one line at a time, for the person at the editor."""

    def __init__(self, installation: Installation, tell: Callable[[str], None]) -> None:
        self.folder = installation.settings.procedures
        self.tell = tell
        self._seen = self._known = stamps(self.folder)
        self._waiting: set[Path] = set()

    def __call__(self, installation: Installation) -> int:
        """How many definitions were published. A file is read once it was the same at two looks: an editor may be writing."""
        now, before = stamps(self.folder), self._seen
        self._seen = now
        if now != before or now == self._known:
            return 0
        self._waiting |= self._definitions({path for path, _ in now.items() ^ self._known.items()})
        self._known = now
        return self._publish(installation)

    def _definitions(self, changed: set[Path]) -> set[Path]:
        """The definitions that these files are part of: a block or code list is part of all that name it."""
        own = {file.with_name(f"{_base(file)}.yaml") for file in changed if file.parent == self.folder}
        names = {_base(file).encode() for file in changed if file.parent != self.folder}
        if names:
            blocks = [file for file in self._known if file.parent.name == "blocks" and _names(file, names)]
            names |= {_base(file).encode() for file in blocks}
            own |= {file for file in self.folder.glob("*.yaml") if _base(file) == file.stem and _names(file, names)}
        return own

    def _publish(self, installation: Installation) -> int:
        sound = []
        try:
            library = read_library((SHIPPED, self.folder))
        except Refused as refused:
            self._refuse(refused)
            return 0
        for file in sorted(self._waiting):
            try:
                found = self._read(installation, file, library)
            except Refused as refused:
                self._refuse(refused)
                continue
            self._waiting.discard(file)
            sound += found
        publish(installation.database, sound, to_micro(installation.clock.now()))
        for procedure in sound:
            for complaint in check_definition(procedure, installation.city):
                self.tell(str(complaint))
            self.tell(f"{procedure.source}: {procedure.id} {procedure.version} is offered as it was saved.")
        return len(sound)

    def _read(self, installation: Installation, file: Path, library: Library) -> list[Procedure]:
        """The definition, if its file is still there. Refused also where the city does not fit it."""
        if not file.exists():
            return []
        procedure = load(file, fields=field_types(), library=library)
        misfits: list[Complaint] = fit_city(installation.city, [procedure], installation.clock.today())
        if misfits:
            raise Refused(misfits)
        return [procedure]

    def _refuse(self, refused: Refused) -> None:
        for complaint in refused.complaints:
            self.tell(str(complaint))
        self.tell("Not published: what was offered before stays.")


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    found = {}
    for place in (folder, *(base / kind for base in (folder, SHIPPED) for kind in ("blocks", "codes"))):
        for file in place.glob("*.yaml"):
            try:
                facts = file.stat()
            except FileNotFoundError:  # an editor that puts a new file in the place of the old one
                continue
            found[file] = (facts.st_mtime_ns, facts.st_size)
    return found


def _base(file: Path) -> str:
    """`x` of `x.yaml` and of its translation `x.easy.yaml`."""
    return file.stem.partition(".")[0]


def _names(file: Path, names: set[bytes]) -> bool:
    text = file.read_bytes()
    return any(name in text for name in names)
