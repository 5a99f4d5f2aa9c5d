"""お知らせ: what a city tells everybody from a day to a day. An emergency and a stop of the service stand on top of all pages."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.dated import Dated, Id, told_apart
from forms.reading import Fault, Sheet

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Address = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"']+$", max_length=300)]
ON_EVERY_PAGE = ("emergency", "maintenance")


class Told(Sheet):
    """In Japanese, and in やさしい日本語 where there was time: an emergency does not wait for its translation."""

    ja: Sentence
    easy: Sentence | None = None

    def in_(self, language: str) -> tuple[str, str]:
        """The words, and the language they are in."""
        return (self.easy, "easy") if language == "easy" and self.easy else (self.ja, "ja")


class Announcement(Dated):
    """`kind`: emergency and maintenance stand on every page, news on the page of announcements. Both days included."""

    id: Id
    kind: Literal["emergency", "maintenance", "news"]
    title: Told
    text: Annotated[tuple[Told, ...], Field(max_length=20)] = ()
    link: Address | None = None


class AnnouncementsFile(Sheet):
    """`announcements.yaml`. It is read again when it changes: an emergency needs no new start."""

    announcements: Annotated[tuple[Announcement, ...], AfterValidator(told_apart)] = ()

    def faults(self) -> Iterable[Fault]:
        for number, one in enumerate(self.announcements):
            if one.to is not None and one.to < one.from_:
                yield ("announcements", number, "to"), f"ends before it begins on {one.from_}: exchange the two days"
            if one.kind in ON_EVERY_PAGE and one.to is None:
                yield ("announcements", number), f"{one.id} would stand on every page for ever: write until when (to:)"
