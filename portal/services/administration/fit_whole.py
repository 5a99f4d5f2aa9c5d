"""Whether a city's files go together with procedures, guides, layouts and rules."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from forms.city.city import City
from forms.city.notices import FILE as NOTICES
from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.guide.guide import Guide
from forms.rules.faults import did_you_mean
from integrations.sockets.layout_socket import Layout
from portal.services.administration.layouts_in_force import LayoutsInForce
from portal.services.desk.sections.handling_rules import unfit_rules
from portal.services.handover.hand_over_times import unfit_times
from portal.services.procedures.fit_city import fit_city, fit_guides, unknown_guides
from portal.services.shared.write_notice import codes, messages, values_of
from portal.services.staff.groups import unfit_groups


def misfits(
    city: City, procedures: Iterable[Procedure], guides: Mapping[str, Guide], layouts: Mapping[str, Layout], on: date
) -> list[Complaint]:
    """Raises Refused if a file that is read again has a fault."""
    known, written = tuple(procedures), layouts
    if isinstance(layouts, LayoutsInForce):
        written = layouts.of(city)
    return [
        *_notices(city),
        *fit_city(city, known, on),
        *fit_guides(city, guides.values()),
        *unknown_guides(city, guides),
        *unfit_times(city, written, {procedure.id for procedure in known}),
        *unfit_rules(city, {procedure.id: procedure.duty for procedure in known}),
        *unfit_groups(city),
        *(layouts.misfits(city, known) if isinstance(layouts, LayoutsInForce) else ()),
    ]


def _notices(city: City) -> Iterator[Complaint]:
    # A sign-in by a code needs its words.
    known = messages().difference(codes())
    for name, row in city.notices.notices.items():
        if name not in known:
            text = f"{name} is no notice that a city may write{did_you_mean(name, known)}: remove or rename it"
            yield city.complaint_at(NOTICES, ("notices", name), "value.unfit", text)
            continue
        values, sure = values_of(name)
        for language, own in (("ja", row.ja), ("easy", row.easy)):
            if own is None:
                continue
            wrong = [
                f"{{{place}}} is no placeholder of {name}; there are {', '.join(sorted(values))}"
                for place in sorted(own.places - values)
            ]
            if not wrong and not own.left(sure):
                wrong = [f"{name} may be empty: write a line that holds without {', '.join(sorted(values - sure))}"]
            for text in wrong:
                yield city.complaint_at(NOTICES, ("notices", name, language), "value.unfit", text)
