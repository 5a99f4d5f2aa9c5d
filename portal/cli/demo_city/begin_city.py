"""Before its first case: a core system is connected, and one resident reads mail."""

# What is written to her waits for the mailbox of the demo, which is of its process.

import re
from random import Random

from portal.cli.demo_city.file_case import card_of, sign_in
from portal.cli.demo_city.invent_people import invent
from portal.cli.demo_city.making import PLACE, Making
from portal.services.machines.api_scopes import ACKNOWLEDGE, READ, RESULT
from portal.services.machines.propose_client import Wanted, confirm_client, propose_client
from portal.services.notices.deliver_notice import deliver_next
from portal.services.residents.prove_contact import prove_mail, send_code
from portal.services.shared.write_audit import Actor

SYSTEM = Wanted("介護保険システム（見本）", ("care-qualification", "care-assessment"), (), (READ, ACKNOWLEDGE, RESULT))
READER, ADDRESS = "takamihon-hanako", "hanako@mail.example"


def begin_city(making: Making) -> None:
    _connect_system(making)
    _read_mail(making)


def _connect_system(making: Making) -> None:
    with making.installation.database.change() as unit:
        client_id = propose_client(making.installation, unit, making.staff["kanri"], SYSTEM)
        confirm_client(making.installation, unit, making.staff["jinji"], client_id)


def _read_mail(making: Making) -> None:
    installation, source = making.installation, Random(READER)
    mailbox = installation.mailbox
    if mailbox is None or READER not in {person.id for person in installation.city.people}:
        return
    person_id = sign_in(making, *card_of(making, invent(source), READER, source)).person_id or ""
    actor = Actor("resident", person_id, place=PLACE)
    with installation.database.change() as unit:
        send_code(installation, unit, actor, person_id, ADDRESS, "ja")
    deliver_next(installation, "mail")
    code = re.search(r"[0-9]{6}", mailbox.received()[-1].text)
    with installation.database.change() as unit:
        prove_mail(installation, unit, actor, person_id, code[0] if code else "")
