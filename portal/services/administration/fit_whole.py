"""Whether a city's files go together with procedures, guides, layouts and rules."""

from collections.abc import Iterable, Mapping
from datetime import date

from forms.city.city import City
from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.guide.guide import Guide
from integrations.sockets.layout_socket import Layout
from portal.services.desk.sections.handling_rules import unfit_rules
from portal.services.handover.hand_over_times import unfit_times
from portal.services.procedures.fit_city import fit_city, fit_guides, unknown_guides


def misfits(
    city: City, procedures: Iterable[Procedure], guides: Mapping[str, Guide], layouts: Mapping[str, Layout], on: date
) -> list[Complaint]:
    known = tuple(procedures)
    return [
        *fit_city(city, known, on),
        *fit_guides(city, guides.values()),
        *unknown_guides(city, guides),
        *unfit_times(city.folder, city, layouts),
        *unfit_rules(city.folder, city, {procedure.id: procedure.duty for procedure in known}),
    ]
