from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from forms.definition.field import Part, Raw
from forms.definition.procedure import Field
from forms.fields import choice, yes_no
from forms.fields.file import OLD, size
from forms.mistakes import Mistake
from forms.path.binding import sentence
from forms.path.environment import Environment
from forms.text.speech import Speech
from portal.web.shared.choosing import Choosable, choosable
from portal.web.shared.listed_choices import ListedChoices, listed_choices
from portal.web.shared.months import Month, months

_HINTS = ("blurred", "dark")
# Parts shown as radio buttons instead of text inputs.
_RADIOS = frozenset({"tell", "era", "from_era", "to_era", "way", "kind"})


_WIDTHS = (2, 4, 6, 8, 10, 12, 16, 20, 30, 40)


@dataclass(frozen=True)
class BoxView:
    id: str
    name: str
    part: str
    label: str
    value: str
    autocomplete: str
    inputmode: str
    width: int
    required: bool
    invalid: bool
    suggestions: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()  # about this box alone

    @property
    def fits(self) -> int:
        """The narrowest width class of the style sheet (w2 to w40)."""
        return next((width for width in _WIDTHS if width >= self.width), _WIDTHS[-1])


@dataclass(frozen=True)
class OptionView:
    id: str
    code: str
    label: str
    help: str
    checked: bool
    detail: BoxView | None
    part: str = ""  # input that posts it ("" = the field)
    group: str = ""  # heading
    invalid: bool = False
    day: str = ""  # ISO, of a time
    left: str = ""  # places, in words
    full: bool = False
    icon: str = ""  # its drawing
    errors: tuple[str, ...] = ()  # about the radios of its part, shown above the field


@dataclass(frozen=True)
class FileView:
    id: str
    words: str
    preview: bool
    waiting: bool
    hints: tuple[str, ...]
    place: str = ""  # where it was taken, in words
    place_undecided: bool = False  # read from the picture: to be given or forgotten
    unplaced: bool = False  # a picture that may get the place of the device


@dataclass(frozen=True)
class FilesView:
    kept: tuple[FileView, ...]
    most: int
    accept: str  # attribute of the input
    pictures: bool  # a camera suits
    place: bool  # of a picture may be given


@dataclass(frozen=True)
class FieldView:
    id: str
    name: str
    control: str
    label: str
    help: str
    why: str
    required: bool
    heading: bool
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str  # of a prefilled value
    boxes: tuple[BoxView, ...]
    options: tuple[OptionView, ...]
    echo: str
    towns: tuple[str, ...]  # of the postal code
    limit: int  # shown maximum, or 0
    unit: str
    limits: str = ""  # in words
    mark: str = ""  # in place of required or optional
    files: FilesView | None = None
    beside: tuple[str, str] = ("", "")  # language of who is asked, the question in it

    @property
    def first_box(self) -> str:
        searched = next((box.id for box in self.boxes if box.part == "words"), "")
        if searched:
            return searched
        plain = [option for option in self.options if not option.part]
        plain = [option for option in plain if not option.full] or plain  # what is disabled takes no focus
        if plain:
            detail_box = next((option.detail.id for option in plain if option.detail and option.detail.invalid), None)
            return detail_box or plain[0].id
        wrong = [box.id for box in self.boxes if box.invalid] + [option.id for option in self.options if option.invalid]
        return wrong[0] if wrong else self.boxes[0].id if self.boxes else self.id

    def box_of(self, part: str) -> str:
        # Or of its radios; the first box for a mistake of the whole field.
        own = [box.id for box in self.boxes if box.part == part] + [it.id for it in self.options if it.part == part]
        return own[0] if part and own else self.first_box

    @property
    def errors_apart(self) -> tuple[str, ...]:
        # Of the whole field, where each box shows its own.
        of_boxes = {error for box in self.boxes for error in box.errors}
        return tuple(error for error in self.errors if error not in of_boxes)

    @property
    def groups(self) -> tuple[tuple[str, tuple[OptionView, ...]], ...]:
        return tuple(
            (heading, tuple(options)) for heading, options in groupby(self.options, lambda option: option.group)
        )

    @property
    def months(self) -> tuple[Month[OptionView], ...]:
        return months(self.options)


@dataclass(frozen=True)
class Shown:
    field: Field
    raw: Raw
    speech: Speech
    environment: Environment
    required: bool
    mistakes: Sequence[Mistake] = ()
    warnings: Sequence[Mistake] = ()
    source: str = ""
    heading: bool = False
    value: Any = None
    towns: tuple[str, ...] = ()
    kept: bool = False  # inherited, and not to be changed: as a computed value
    own: bool = False  # at the counter: no autocomplete with the clerk's own data
    beside: Mapping[str, Field] | None = None  # by name, what is asked and required too


def field_view(shown: Shown) -> FieldView:
    field, speech = shown.field, shown.speech
    parts = field.type.parts(field.settings)
    boxes = {part.name: _box(shown, part) for part in parts if part.name not in _RADIOS}
    listed = _listed(shown)
    if listed is not None and not listed.long:
        boxes.pop("words")
    options = _options(shown, next((part for part in parts if part.name == "tell"), None), listed)
    echo = ""
    # With a mistake the inputs show what was typed instead; a computed value has no inputs.
    if shown.kept:
        echo, boxes, options = field.type.show(shown.value, field.settings, speech, field.path), {}, ()
    elif field.type.repeated and shown.value is not None and not (shown.mistakes and parts):
        echo = field.type.show(shown.value, field.settings, speech, field.path)
    return FieldView(
        id=field.id,
        name=field.id,
        control="computed" if shown.kept else field.type.control,
        label=speech.text(field.label_place, field.label),
        help=speech.text(f"{field.path}.help", field.help) if field.help else "",
        why=speech.text(f"{field.path}.why", field.why) if field.why else "",
        required=shown.required,
        heading=shown.heading,
        errors=_sentences(shown, shown.mistakes),
        warnings=tuple(sentence(mistake, field, speech) for mistake in shown.warnings),
        source=shown.source,
        boxes=tuple(boxes.values()),
        options=options,
        echo=echo,
        towns=shown.towns,
        limit=field.settings.max if field.type.control == "lines" else 0,
        unit=_unit(shown),
        limits=field.type.limits(field.settings, speech) if listed is None else listed.limits(speech),
        files=_files(shown) if field.type.control == "file" and not shown.kept else None,
    )


def under(view: FieldView, prefix: str) -> FieldView:
    def box(item: BoxView) -> BoxView:
        return replace(item, id=f"{prefix}-{item.id}", name=f"{prefix}.{item.name}")

    options = (
        replace(item, id=f"{prefix}-{item.id}", detail=box(item.detail) if item.detail else None)
        for item in view.options
    )
    return replace(
        view, id=f"{prefix}.{view.id}", name=f"{prefix}.{view.name}", boxes=tuple(map(box, view.boxes)),
        options=tuple(options),
    )  # fmt: skip


def _files(shown: Shown) -> FilesView:
    settings = shown.field.settings
    files = [file for file in map(shown.environment.files, shown.raw.get("", ())) if file is not None]
    text = shown.speech.message
    kept = tuple(
        FileView(
            file.id, text("file.shown", name=file.name, size=size(file.bytes)), file.preview, file.waiting,
            tuple(text(f"file.{hint}") for hint in file.hints if hint in _HINTS),
            _point(file.undecided_place or (file.latitude, file.longitude), shown.speech), bool(file.undecided_place),
            settings.place and file.is_picture and not (file.waiting or file.undecided_place or file.latitude),
        )
        for file in files
    )  # fmt: skip
    # Browsers do not know these by their type, or only where a program for them is installed.
    endings = {"heic": [".heic"], "txt": [".txt", ".csv"], "xml": [".xml"]} | {kind: [f".{kind}"] for kind in OLD}
    accept = (*settings.accepted, *(ending for kind in settings.media for ending in endings.get(kind, ())))
    return FilesView(kept, settings.most, ",".join(accept), settings.takes_pictures, settings.place)


def _point(degrees: Sequence[str], speech: Speech) -> str:
    return speech.message("location.point", latitude=degrees[0], longitude=degrees[1]) if degrees[0] else ""


def _box(shown: Shown, part: Part) -> BoxView:
    field = shown.field
    name = f"{field.id}.{part.name}" if part.name else field.id
    return BoxView(
        id=name.replace(".", "-"),
        name=name,
        part=part.name,
        label=_box_label(shown, part),
        value=next(iter(shown.raw.get(part.name, ())), ""),
        autocomplete="off" if shown.own else part.autocomplete,
        inputmode=part.inputmode,
        width=part.width,
        required=part.required,
        invalid=_wrong(shown, part),
        suggestions=field.type.suggestions(field.settings, shown.environment),
        errors=_sentences(shown, [mistake for mistake in shown.mistakes if part.name and mistake.part == part.name]),
    )


def _sentences(shown: Shown, mistakes: Sequence[Mistake]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence(mistake, shown.field, shown.speech) for mistake in mistakes))


def _wrong(shown: Shown, part: Part) -> bool:
    # A mistake of the field concerns its required inputs.
    return any(mistake.part == part.name or (not mistake.part and part.required) for mistake in shown.mistakes)


def _box_label(shown: Shown, part: Part) -> str:
    row = getattr(shown.field.settings, "rows", {}).get(part.name)
    if row is not None:
        return shown.speech.text(f"{shown.field.path}.rows.{part.name}", row)
    return shown.speech.message(part.label) if part.label else ""


def _listed(shown: Shown) -> ListedChoices | None:
    if shown.kept or shown.field.type.control != "listed":
        return None
    return listed_choices(shown.field, shown.raw, shown.speech, shown.environment)


def _options(shown: Shown, detail: Part | None, listed: ListedChoices | None) -> tuple[OptionView, ...]:
    field, chosen = shown.field, set(shown.raw.get("", ()))
    of_its_own = (
        choosable(field, shown.speech, shown.environment, shown.beside or {}) if listed is None else listed.offered
    )
    if of_its_own:
        return tuple(_choosable(shown, entry) for entry in of_its_own)
    offered: Mapping[str, Any] = getattr(field.settings, "options", {})
    places = shown.environment.left.get(field.id, {})
    # A correction may keep its own place, even one beyond the capacity.
    own = choice.codes_of(shown.value) if places and shown.environment.sent and shown.value is not None else []
    views = []
    for code in _codes(shown):
        option = offered.get(code)
        path = f"{field.path}.options.{code}"
        label = (
            shown.speech.text(f"{path}.label", option.label)
            if option
            else shown.speech.message(f"{field.type.id}.{code}")
        )
        left = places.get(code)
        full = left == 0 and code not in own
        views.append(
            OptionView(
                id=f"{field.id}-{code}",
                code=code,
                label=label,
                help=shown.speech.text(f"{path}.help", option.help) if option and option.help else "",
                checked=code in chosen and not full,
                left=_left_words(left, shown.speech),
                full=full,
                detail=_box(shown, detail) if detail and option and option.tell else None,
                icon=(option and option.icon) or "",
            )
        )
    return tuple(views)


def _left_words(left: int | None, speech: Speech) -> str:
    return (
        "" if left is None else speech.message("choice.left", left=left) if left else speech.message("choice.none_left")
    )


def _codes(shown: Shown) -> tuple[str, ...]:
    field = shown.field
    if getattr(field.settings, "refusable", False):
        return yes_no.CODES
    if field.type.id == yes_no.YesNo.id:
        return yes_no.CODES
    if getattr(field.settings, "options", {}):
        return tuple(field.settings.offered(shown.environment.door))
    return field.type.options(field.settings)


def _unit(shown: Shown) -> str:
    settings, speech = shown.field.settings, shown.speech
    unit = speech.text(f"{shown.field.path}.unit", getattr(settings, "unit", ""))
    price = getattr(settings, "price", None)
    return unit if price is None else speech.message("quantity.each", unit=unit, price=f"{price:,}")


def _choosable(shown: Shown, offer: Choosable) -> OptionView:
    field = shown.field
    wrong = any(part.name == offer.part and _wrong(shown, part) for part in field.type.parts(field.settings))
    own = [mistake for mistake in shown.mistakes if offer.part and mistake.part == offer.part]
    return OptionView(
        id="-".join(filter(None, (field.id, offer.part, offer.code))),
        code=offer.code,
        label=offer.label,
        help="",
        checked=offer.code in shown.raw.get(offer.part, ()),
        detail=None,
        part=offer.part,
        group=offer.group,
        day=offer.day,
        invalid=wrong,
        errors=_sentences(shown, own),
    )
