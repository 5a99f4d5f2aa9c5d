"""A definition of questions from elsewhere."""

import re

from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import Library, load_text, read_library
from forms.loading.library import SHIPPED
from portal.services.shared.needs import Basics
from portal.services.workshop.begin_draft import SMALLEST, read_beginning
from portal.services.workshop.edit_questions import add
from portal.services.workshop.fill_examples import NoExample, new_example
from portal.services.workshop.outside_questions import Collected
from portal.services.workshop.write_yaml import flow, item, scalar

_ANYONE = {"who": "{online: [anyone], counter: [anyone]}", "identity": "{sign_in: none}"}

_WITH_CARD = ("bank_account", "my_number")


def write_outside(installation: Basics, collected: Collected) -> str:
    """Of the smallest, with these questions and two examples. Takes seconds for a large one."""
    head = read_beginning(SMALLEST).partition("\nsteps:")[0]
    if collected.title:
        head = re.sub("(?m)^title: .*$", lambda _: f"title: {scalar(collected.title)}", head)
    if "name" in collected.known:
        head = re.sub("(?m)^principal: .*$", f"principal: {flow(collected.known)}", head)
        if any(item.get("type") in _WITH_CARD for step in collected.steps for item in step.get("ask", ())):
            head = head.replace("sign_in: mail", "sign_in: card")
    else:
        head = re.sub("(?m)^principal: .*\n?", "", head).rstrip("\n")
        for key, value in _ANYONE.items():
            head = re.sub(f"(?m)^{key}: .*$", f"{key}: {value}", head)
    text = f"{head}\nsteps:\n" + "".join(item(step, 2) for step in collected.steps) + "scenarios: []\n"
    library = read_library((SHIPPED, installation.settings.procedures))
    for complete in (True, False):
        text = _with_example(installation, text, library, complete)
    return text


def _with_example(installation: Basics, text: str, library: Library, complete: bool) -> str:
    # Without it where nothing can be made up: the page of the draft says what to correct.
    procedure = _read(text, library)
    if procedure is None:
        return text
    try:
        example = new_example(procedure, installation.city, installation.clock.today(), complete)
    except NoExample:
        return text
    return add(text, ("scenarios",), example)


def _read(text: str, library: Library) -> Procedure | None:
    try:
        return load_text(text, "new.yaml", fields=field_types(), library=library)
    except Refused:
        return None
