"""Whether a city has what procedures refer to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

from forms.city.city import City
from forms.city.entrance import FILE as ENTRANCE
from forms.city.faq import FILE as FAQ
from forms.city.identity_papers import FILE as IDENTITY_PAPERS
from forms.city.kept_lists import FILE as LISTS
from forms.city.retention import FILE as RETENTION
from forms.city.times import PICTURES
from forms.complaints import Complaint
from forms.definition.points import Reckoner
from forms.definition.procedure import Procedure
from forms.definition.rule_names import is_value
from forms.fields.listed import Listed
from forms.guide.guide import Guide
from forms.rules.faults import did_you_mean

GUIDE = "guide-"
# By the type of a question: what names the offer, its file, and what the city has.
_OFFERS: Mapping[str, tuple[str, str, Callable[[City], set[str]]]] = {
    "slot": (
        "resource", "slots.yaml",
        lambda city: {row.id for row in city.times.resources} | {row.resource for row in city.times.slots},
    ),
    "facility": ("kind", "facilities.yaml", lambda city: {row.kind for row in city.places.facilities}),
}  # fmt: skip


def fit_procedure(city: City, procedure: Procedure, on: date) -> Iterator[Complaint]:
    """Every duty needs an office, whose telephone pages show."""
    rows = city.duties.get(procedure.duty, ())
    if not any(row.holds(on) for row in rows):
        # Marks are unpacked for a complaint alone: those of all definitions took half of the time of this comparison.
        line, column = procedure.marks.get("duty", (1, 1))
        guess = did_you_mean(procedure.duty, city.duties)
        text = f"no office of {city.name} holds the duty {procedure.duty} on {on}{guess}; write it into city.yaml"
        yield Complaint(procedure.source, line, column, "city.duty", text)
    yield from _offered(city, procedure)
    yield from _listed(city, procedure)


def fit_city(city: City, procedures: Iterable[Procedure], on: date) -> list[Complaint]:
    known = list(procedures)
    complaints = [complaint for procedure in known for complaint in fit_procedure(city, procedure, on)]
    by_id = {procedure.id: procedure for procedure in known}
    return [
        *complaints,
        *_seals(city),
        *_pictures(city),
        *_counters_of_offices(city),
        *_keepers(city),
        *_duties_at_entrance(city),
        *_settings(city, by_id),
        *_policies(city, by_id),
        *_by_two(city, by_id),
        *_occasions(city, by_id),
        *_retention(city, by_id),
        *_faq(city, "procedures", by_id),
        *_years(city, by_id),
        *_points(city, known),
    ]


def fit_guides(city: City, guides: Iterable[Guide]) -> list[Complaint]:
    return fit_settings(city, (guide.questions for guide in guides))


def fit_settings(city: City, procedures: Iterable[Procedure]) -> list[Complaint]:
    return list(_settings(city, {procedure.id: procedure for procedure in procedures}))


def unknown_guides(city: City, guides: Collection[str]) -> Iterator[Complaint]:
    for number, tile in enumerate(city.entrance.tiles):
        if tile.guide is not None and tile.guide not in guides:
            text = f"{tile.guide} is no guide{did_you_mean(tile.guide, guides)}: remove or rename it"
            yield city.complaint_at(ENTRANCE, ("tiles", number, "guide"), "city.entrance", text)
    yield from _faq(city, "guides", guides)


def unknown_names(city: City, procedures: Collection[str]) -> Iterator[Complaint]:
    """`procedures`: all that there are, offered or not. Guides have settings too."""
    for number, counter in enumerate(city.counters):
        for place, preset in enumerate(counter.presets):
            for index, name in enumerate(preset.procedures):
                if name not in procedures:
                    text = f"{name} is no procedure{did_you_mean(name, procedures)}: remove or rename it"
                    at = ("counters", number, "presets", place, "procedures", index)
                    yield city.complaint_at("city.yaml", at, "city.setting", text)
    for file, key, named in (
        (ENTRANCE, "city.entrance", city.entrance.procedures_named()),
        ("leaflets.yaml", "city.setting", city.leaflets.procedures_named()),
    ):
        for steps, name in named:
            if name not in procedures:
                text = f"{name} is no procedure{did_you_mean(name, procedures)}: remove or rename it"
                yield city.complaint_at(file, steps, key, text)
    for name in city.settings:
        if name not in procedures and not name.startswith(GUIDE):
            text = f"{name} is no procedure{did_you_mean(name, procedures)}: remove or rename it"
            yield city.complaint_at("city.yaml", ("settings", name), "city.setting", text)


def _offered(city: City, procedure: Procedure) -> Iterator[Complaint]:
    for field in procedure.fields:
        if field.type.id not in _OFFERS:
            continue
        key, file, offered = _OFFERS[field.type.id]
        wanted = getattr(field.settings, key)
        # Asked where a question has such a name: over all procedures it was two fifths of the comparison.
        if wanted is not None and wanted not in (available := offered(city)):
            line, column = procedure.marks.get(f"{field.path}.{key}", (1, 1))
            text = f"{city.name} has no {key} {wanted}{did_you_mean(wanted, available)}; write it into {file}"
            yield Complaint(procedure.source, line, column, "city.offer", text)


def _listed(city: City, procedure: Procedure) -> Iterator[Complaint]:
    lists = {kept.id: kept for kept in city.kept.lists}
    for field in procedure.fields:
        if field.type.id != Listed.id:
            continue
        kept = lists.get(field.settings.list)
        if kept is None:
            line, column = procedure.marks.get(f"{field.path}.list", (1, 1))
            text = f"{city.name} keeps no list {field.settings.list}{did_you_mean(field.settings.list, lists)}; write it into {LISTS}"
            yield Complaint(procedure.source, line, column, "city.list", text)
            continue
        for name, kind in field.settings.columns.items():
            declared = kept.columns.get(name)
            if declared is None:
                text = (
                    f"the list {kept.id} has no column {name}{did_you_mean(name, kept.columns)}; declare it in {LISTS}"
                )
            elif declared.type != kind:
                text = f"the column {name} of the list {kept.id} is {declared.type}: write that here"
            else:
                continue
            columns = procedure.marks.get(f"{field.path}.columns", (1, 1))
            line, column = procedure.marks.get(f"{field.path}.columns.{name}", columns)
            yield Complaint(procedure.source, line, column, "city.list", text)


def _keepers(city: City) -> Iterator[Complaint]:
    for number, kept in enumerate(city.kept.lists):
        if kept.duty not in city.duties:
            text = f"{city.name} has no duty {kept.duty}{did_you_mean(kept.duty, city.duties)}: write another one"
            yield city.complaint_at(LISTS, ("lists", number, "duty"), "city.list", text)


def _seals(city: City) -> Iterator[Complaint]:
    for duty, rows in city.duties.items():
        for index, office in enumerate(rows):
            if office.seal and not (city.folder / office.seal).is_file():
                text = f"there is no {office.seal} beside city.yaml: add the picture of the seal, or remove `seal`"
                yield city.complaint_at("city.yaml", ("duties", duty, index, "seal"), "city.seal", text)


def _pictures(city: City) -> Iterator[Complaint]:
    for index, row in enumerate(city.times.resources):
        if row.picture and not (city.folder / PICTURES / row.picture).is_file():
            text = f"there is no {PICTURES}/{row.picture}: add the picture, or remove `picture`"
            yield city.complaint_at("slots.yaml", ("resources", index, "picture"), "city.picture", text)


def _counters_of_offices(city: City) -> Iterator[Complaint]:
    counters = [counter.id for counter in city.counters]
    for index, row in enumerate(city.places.facilities):
        if row.counter and row.counter not in counters:
            text = f"{city.name} has no counter {row.counter}{did_you_mean(row.counter, counters)}: write another one"
            yield city.complaint_at("facilities.yaml", ("facilities", index, "counter"), "city.offer", text)


def _duties_at_entrance(city: City) -> Iterator[Complaint]:
    for steps, duty in city.entrance.duties_named():
        if duty not in city.duties:
            text = f"{city.name} has no duty {duty}{did_you_mean(duty, city.duties)}: remove or rename it"
            yield city.complaint_at(ENTRANCE, steps, "city.entrance", text)


def _settings(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    for procedure in procedures.values():
        for name, rows in city.settings.get(procedure.id, {}).items():
            setting = procedure.settings.get(name)
            if setting is None:
                guess = did_you_mean(name, procedure.settings)
                text = f"{name} is no setting of {procedure.id}{guess}; remove or rename it"
                yield city.complaint_at("city.yaml", ("settings", procedure.id, name), "city.setting", text)
                continue
            for index, row in enumerate(rows):
                if not is_value(row.value, setting):
                    kind = f"one of {', '.join(setting.options)}" if setting.options else setting.type
                    kind += f" of {', '.join(setting.default)}" if setting.type == "table" else ""
                    text = f"{name} of {procedure.id} must be {kind}, but is {row.value}"
                    steps = ("settings", procedure.id, name, index, "value")
                    yield city.complaint_at("city.yaml", steps, "city.setting", text)


def _policies(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    for name in sorted(city.identity.procedures.keys() - procedures.keys()):
        text = f"{name} is no procedure{did_you_mean(name, procedures)}: remove or rename it"
        yield city.complaint_at(IDENTITY_PAPERS, ("procedures", name), "city.identity", text)


def _by_two(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    for index, row in enumerate(city.paper_by_two):
        if row.procedure not in procedures:
            text = f"{row.procedure} is no procedure{did_you_mean(row.procedure, procedures)}: remove or rename it"
            yield city.complaint_at("city.yaml", ("paper_by_two", index, "procedure"), "city.setting", text)


def _reasons(procedure: Procedure) -> Iterator[str]:
    for field in procedure.by_name.values():
        if field.id == "reason" or field.concept == "event.reason":
            yield from field.type.options(field.settings)


def _occasions(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    # A misspelt one would fill nothing, and every procedure would go on asking.
    for number, counter in enumerate(city.counters):
        for place, preset in enumerate(counter.presets):
            known = [procedures[name] for name in preset.procedures if name in procedures]
            offered = {option for procedure in known for option in _reasons(procedure)}
            if preset.occasion and len(known) == len(preset.procedures) and preset.occasion not in offered:
                meant = did_you_mean(preset.occasion, offered)
                text = (
                    f"{preset.occasion} is no reason that a procedure of this preset offers{meant}: remove or rename it"
                )
                at = ("counters", number, "presets", place, "occasion")
                yield city.complaint_at("city.yaml", at, "city.setting", text)


def _retention(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    for index, row in enumerate(city.retention.retention):
        for place, name in enumerate(row.procedures):
            if name not in procedures:
                text = f"{name} is no procedure{did_you_mean(name, procedures)}: remove or rename it"
                yield city.complaint_at(RETENTION, ("retention", index, "procedures", place), "city.setting", text)


def _faq(city: City, key: str, known: Collection[str]) -> Iterator[Complaint]:
    for number, question in enumerate(city.own_faq.questions):
        for place, name in enumerate(getattr(question, key)):
            if name not in known:
                text = f"{name} is no {key[:-1]}{did_you_mean(name, known)}: remove or rename it"
                yield city.complaint_at(FAQ, ("questions", number, key, place), "city.faq", text)


def _years(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    for index, row in enumerate(city.fiscal.years):
        procedure = procedures.get(row.procedure)
        if procedure is not None and procedure.year is None:
            text = f"{row.procedure} does not say which year it is for: write time.window.year there, or remove this"
            yield city.complaint_at("years.yaml", ("years", index, "procedure"), "city.years", text)


def _points(city: City, procedures: Iterable[Procedure]) -> Iterator[Complaint]:
    for procedure in procedures:
        for index, table in enumerate(city.points.tables):
            if table.procedure == procedure.id:
                for steps, text in Reckoner(table, procedure).faults:
                    yield city.complaint_at("points.yaml", ("tables", index, *steps), "city.points", text)
