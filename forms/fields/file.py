"""Uploaded images or PDFs, referenced by id."""

import random
from collections.abc import Mapping
from itertools import product
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Argument, Mistake
from forms.path.environment import Environment, KeptFile
from forms.text.japanese import trim
from forms.text.speech import Speech

MEGABYTE = 1_000_000
MOST_BYTES = 10 * MEGABYTE  # of one file: photographs of mobile phones have 2 to 6
MEDIA = {"jpeg": "image/jpeg", "png": "image/png", "heic": "image/heic", "pdf": "application/pdf"}
_OOXML = "application/vnd.openxmlformats-officedocument"
OFFICE = {
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "pptx": f"{_OOXML}.presentationml.presentation",
}
OLD = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}  # before 2007
TEXT, XML = "text/plain", "application/xml"
SCANS = {"gif": "image/gif", "tiff": "image/tiff"}
KINDS = MEDIA | OFFICE | SCANS | {"txt": TEXT} | OLD | {"xml": XML}
READ = frozenset({*OFFICE.values(), TEXT})  # shown as words
_PICTURES = frozenset({"jpeg", "png", "heic", *SCANS})
DEGREES = ("latitude", "longitude")  # WGS 84, as of a location
DEGREE = r"^-?[0-9]{1,3}\.[0-9]{6}$"
_MOST_ASKED = 5  # files that a question may demand
# Files of the environment of tests and samples; they have no content. The first of each kind, then more for `least`.
SAMPLES = tuple(
    KeptFile(
        f"sample-{kind}{f'-{copy}' if copy else ''}", f"見本{number}.{kind}", media, 1_200_000 if number else 900,
        f"{number:064x}",
    )
    for number, (copy, (kind, media)) in enumerate([
        *product(range(_MOST_ASKED), MEDIA.items()), *product(range(_MOST_ASKED), OFFICE.items()),
        *product(range(_MOST_ASKED), SCANS.items()), *product(range(_MOST_ASKED), [("txt", TEXT), *OLD.items(), ("xml", XML)]),
    ])
)  # fmt: skip


class FileSettings(FieldSettings):
    """`media` are judged by content, not by name; `place`: the person may give the place of a picture."""

    most: Annotated[int, Field(ge=1, le=20)] = 5
    least: Annotated[int, Field(ge=1, le=_MOST_ASKED)] = 1
    media: Annotated[
        tuple[
            Literal["jpeg", "png", "heic", "pdf", "docx", "xlsx", "pptx", "gif", "tiff", "txt", "doc", "xls", "ppt", "xml"], ...
        ],
        Field(min_length=1),
    ] = (
        "jpeg", "png", "heic", "pdf",
    )  # fmt: skip

    place: bool = False

    @model_validator(mode="after")
    def _least_fits(self) -> Self:
        if self.least > self.most:
            raise ValueError(f"least is {self.least}, but only {self.most} files are taken: lower it or raise most")
        if self.place and not self.takes_pictures:
            raise ValueError("only a photograph has a place: take jpeg or heic, or remove place")
        return self

    @property
    def takes_pictures(self) -> bool:
        return any(kind in _PICTURES for kind in self.media)

    @property
    def accepted(self) -> tuple[str, ...]:
        return tuple(KINDS[kind] for kind in self.media)

    @property
    def kept(self) -> tuple[str, ...]:
        made = (MEDIA["jpeg"] for kind in self.media if kind in _PICTURES)
        bound = (MEDIA["pdf"] for kind in self.media if kind == "tiff")  # of several pages
        return tuple(dict.fromkeys((*self.accepted, *made, *bound)))

    @property
    def kinds(self) -> str:
        return " ".join("TXT CSV" if kind == "txt" else kind.upper() for kind in self.media)


class File(FieldType):
    # Posted once per file. Stored as [{"id", "name", "media", "bytes", "sha256", "original"}]; `original`: SHA-256
    # before re-encoding. With `place` also "latitude" and "longitude", where the person confirmed the position in the picture.

    id = "file"
    control = "file"
    Settings = FileSettings

    def parts(self, settings: FileSettings) -> tuple[Part, ...]:
        return (Part(""),)

    def parse(self, raw: Raw, settings: FileSettings, environment: Environment) -> Parsed:
        ids = tuple(dict.fromkeys(filter(None, map(trim, raw.get("", ())))))
        if len(ids) > settings.most:
            return Parsed(mistakes=(Mistake("file.too_many", arguments={"most": settings.most}),))
        files = [file for file in map(environment.files, ids) if file is not None]
        if len(files) < len(ids):
            return Parsed(mistakes=(Mistake("file.unknown"),))
        if any(file.media not in settings.kept for file in files):
            return Parsed(mistakes=(Mistake("file.other_kind", arguments={"kinds": settings.kinds}),))
        return Parsed([file.stored for file in files] or None)

    def show(self, value: Value, settings: FileSettings, speech: Speech, path: str) -> str:
        return speech.joined(
            "　".join(
                (
                    speech.message("file.shown", name=file["name"], size=size(int(file["bytes"]))),
                    *([speech.message("location.point", **_degrees(file))] if "latitude" in file else []),
                )
            )
            for file in value
        )

    def message_arguments(self, arguments: Mapping[str, Argument], speech: Speech) -> Mapping[str, Argument]:
        return {**arguments, "kinds": _listed(str(arguments["kinds"]), speech)} if "kinds" in arguments else arguments

    def typed(self, value: Value, settings: FileSettings) -> Raw:
        return {"": tuple(file["id"] for file in value)}

    def rule_value(self, value: Value, settings: FileSettings) -> object:
        return {file["id"]: file for file in value}

    def json_schema(self, settings: FileSettings) -> dict[str, Any]:
        text = {"type": "string", "minLength": 1}
        digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
        file = {
            "type": "object",
            "properties": {
                "id": text,
                "name": text,
                "media": {"enum": list(settings.kept)},
                "bytes": {"type": "integer", "minimum": 1, "maximum": MOST_BYTES},
                "sha256": digest,
                "original": digest,
                **({name: {"type": "string", "pattern": DEGREE} for name in DEGREES} if settings.place else {}),
            },
            **(
                {"dependentRequired": dict(zip(DEGREES, (["longitude"], ["latitude"]), strict=True))}
                if settings.place
                else {}
            ),
            "required": ["id", "name", "media", "bytes", "sha256"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": file, "minItems": 1, "maxItems": settings.most, "uniqueItems": True}

    def cells(self, value: Value, settings: FileSettings) -> dict[str, str]:
        cells = {"": "/".join(file["name"] for file in value), "sha256": "/".join(file["sha256"] for file in value)}
        if settings.place:
            cells |= {name: "/".join(file.get(name, "") for file in value) for name in DEGREES}
        return cells

    def columns(self, settings: FileSettings) -> tuple[tuple[str, str], ...]:
        degrees = tuple((name, f"location.{name}") for name in DEGREES) if settings.place else ()
        return (("", "column.value"), ("sha256", "file.sha256"), *degrees)

    def good(self, settings: FileSettings, source: random.Random) -> Raw:
        fitting = [file.id for file in SAMPLES if file.media in settings.accepted]
        known = fitting[: max(len(settings.accepted), settings.least)]
        return {"": tuple(source.sample(known, source.randint(settings.least, min(len(known), settings.most))))}

    def bad(self, settings: FileSettings, source: random.Random) -> tuple[Raw, str]:
        many = tuple(f"page-{number}" for number in range(settings.most + 1))
        return source.choice((({"": many}, "file.too_many"), ({"": ("somebody-elses",)}, "file.unknown")))

    def shortfalls(self, value: Value, settings: FileSettings, environment: Environment) -> tuple[Mistake, ...]:
        if len(value) >= settings.least:
            return ()
        return (Mistake("file.too_few", arguments={"least": settings.least, "chosen": len(value)}),)

    def limits(self, settings: FileSettings, speech: Speech) -> str:
        return speech.message(
            "file.limits_from" if settings.least > 1 else "file.limits",
            least=settings.least, most=settings.most, kinds=_listed(settings.kinds, speech), megabytes=MOST_BYTES // MEGABYTE,
        )  # fmt: skip


def _listed(kinds: str, speech: Speech) -> str:
    return speech.joined(kinds.split())


def _degrees(file: Mapping[str, Any]) -> dict[str, str]:
    return {name: file[name] for name in DEGREES}


def size(count: int) -> str:
    """Rounded up: no file has 0KB."""
    return f"{count / MEGABYTE:.1f}MB" if count >= MEGABYTE else f"{-(-count // 1000)}KB"
