"""A layout's text with one made-up application, before it is a file."""

from forms.complaints import Refused
from forms.scenarios.sampling import NoSample, valid_sample
from integrations.sockets.layout_socket import Batch, Layout, Record, ShownCase
from portal.errors import NotFound
from portal.services.administration.needs import TriesLayouts

MOST = 200_000
_TRIES = 8


def try_layout(installation: TriesLayouts, text: str, procedure_id: str) -> tuple[Layout, ShownCase | None]:
    """None: no answers could be made up. Raises Refused, NotFound."""
    procedure, rules = installation.catalogue.current(procedure_id), installation.rules
    if installation.layout_texts is None:
        raise NotFound("layout")
    layout = installation.layout_texts.read(text, "layout.yaml")
    complaints = installation.layout_texts.misfits(text, procedure.id, procedure.version, "layout.yaml")
    if complaints:
        raise Refused(list(complaints))
    now, today = installation.clock.now(), installation.clock.today()
    environment, shown = rules.environment(procedure, today, "online"), None
    head = {
        "receipt_number": "00-000-000-000", "procedure": procedure.id, "procedure_title": procedure.title, "version": procedure.version,
        "door": "online", "arrived_at": now, "state": "received", "change": "new", "state_title": "受け付けました", "duty": procedure.duty,
        "office": installation.city.office(procedure.duty, today).office, "earlier_receipt_number": "",
        "receiving_office": "", "receiving_office_name": "", "person_name": "",
    }  # fmt: skip
    city = installation.city
    batch = Batch("0", now, city.code, facts={"care_insurer": city.care_insurer})
    for seed in range(_TRIES):  # made-up names may have characters that the receiver does not take
        try:
            answers = valid_sample(procedure, environment, seed).answers
        except NoSample:
            return layout, shown
        shown = layout.shown(Record(head, answers), batch)
        if shown.lines or shown.wide:
            break
    return layout, shown
