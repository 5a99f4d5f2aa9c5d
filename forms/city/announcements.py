"""お知らせ, also emergencies and maintenance."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.city.city_text import CityText
from forms.city.dated import Dated, Id, unique_ids
from forms.text.reading import Fault, Sheet

Address = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"']+$", max_length=300)]
ON_EVERY_PAGE = ("emergency", "maintenance")


class Announcement(Dated):
    id: Id
    kind: Literal["emergency", "maintenance", "news"]
    title: CityText
    text: Annotated[tuple[CityText, ...], Field(max_length=20)] = ()
    link: Address | None = None


class AnnouncementsFile(Sheet):
    """`announcements.yaml`, reloaded when it changes."""

    announcements: Annotated[tuple[Announcement, ...], AfterValidator(unique_ids)] = ()

    def faults(self) -> Iterable[Fault]:
        for number, announcement in enumerate(self.announcements):
            if announcement.to is not None and announcement.to < announcement.from_:
                yield (
                    ("announcements", number, "to"),
                    f"ends before it begins on {announcement.from_}: exchange the two days",
                )
            if announcement.kind in ON_EVERY_PAGE and announcement.to is None:
                yield (
                    ("announcements", number),
                    f"{announcement.id} would stay on every page forever: write its last day (to:)",
                )
