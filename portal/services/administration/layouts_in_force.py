"""Layouts of the folder, and over them those that administrators wrote in the browser (D308)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from forms.city.city import City
from forms.complaints import Complaint, Refused
from forms.definition.procedure import Procedure
from integrations.sockets.layout_socket import Layout, LayoutTexts
from portal.db import Database
from portal.services.administration.city_parts import LAYOUT, LAYOUTS
from portal.store.administration import city_editions
from portal.store.handover import layout_versions


class LayoutsInForce(Mapping[str, Layout]):
    """`files`: of the folder; `refuses`: why one may not be used here, "" if it may."""

    def __init__(
        self, files: Mapping[str, Layout], city: City, texts: LayoutTexts, database: Database, refuses: Callable[[Layout], str]
    ) -> None:  # fmt: skip
        self.files, self.texts, self.database = files, texts, database
        self._city, self._refuses = city, refuses
        self._read: tuple[Mapping[str, str], Mapping[str, Layout]] = ({}, files)

    def of(self, city: City) -> Mapping[str, Layout]:
        """Raises Refused."""
        written = _written(city)
        known, layouts = self._read
        if known != written:
            layouts = {**self.files}
            for file, text in written.items():
                layouts[PurePosixPath(file).stem] = self._named(file, text)
            self._read = written, layouts
        return layouts

    def misfits(self, city: City, procedures: Iterable[Procedure]) -> list[Complaint]:
        """Raises Refused."""
        written = _written(city)
        if not written:
            return []
        complaints, known = list[Complaint](), tuple(procedures)
        with self.database.read() as unit:
            used = layout_versions.every_used(unit)
        for file, text in written.items():
            layout = self._named(file, text)
            wrong = self._refuses(layout)
            if used.get((layout.id, layout.version), layout.digest) != layout.digest:
                wrong = "files were made by this version of the layout: give it another version"
            complaints += [Complaint(file, 1, 1, "value.unfit", wrong)] if wrong else []
            for procedure in known:
                if layout.fits(procedure.id, procedure.version):
                    complaints += self.texts.misfits(text, procedure.id, procedure.version, file)
        return complaints

    def _named(self, file: str, text: str) -> Layout:
        layout = self.texts.read(text, file)
        if layout.id != PurePosixPath(file).stem:
            words = f"the layout {layout.id} must be in {layout.id}.yaml"
            raise Refused([Complaint(file, 1, 1, "layout.misnamed", words)])
        return layout

    def __getitem__(self, layout: str) -> Layout:
        return self.of(self._city)[layout]

    def __iter__(self) -> Iterator[str]:
        return iter(self.of(self._city))

    def __len__(self) -> int:
        return len(self.of(self._city))


class FormerLayouts(Mapping[tuple[str, str], Layout]):
    # By id and version: of the folder, also what an edition covers now, and each that was in force.

    def __init__(self, former: Mapping[tuple[str, str], Layout], layouts: LayoutsInForce) -> None:
        files = layouts.files.values()
        self._known = {**former, **{(layout.id, layout.version): layout for layout in files}}
        self._layouts = layouts

    def __getitem__(self, key: tuple[str, str]) -> Layout:
        if key not in self._known:
            with self._layouts.database.read() as unit:
                rows = city_editions.of_part(unit, f"{LAYOUT}{key[0]}")
            for row in rows:
                if row.state == city_editions.IN_FORCE and not row.to_file:
                    with suppress(Refused):  # read otherwise by a newer release: unknown, as one that is not kept
                        layout = self._layouts.texts.read(row.text, row.part)
                        self._known.setdefault((layout.id, layout.version), layout)
        return self._known[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _written(city: City) -> dict[str, str]:
    return {file: text for file, text in city.laid.items() if file.startswith(LAYOUTS)}
