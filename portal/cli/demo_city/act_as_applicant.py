"""The applicant's acts; without a sign-in, what staff enter for them."""

from portal.cli.demo_city.adapt_answers import typed_boxes
from portal.cli.demo_city.file_case import Filed
from portal.cli.demo_city.making import PLACE, Making
from portal.clock import tokyo_minute
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_member, case_of_resident
from portal.services.desk.case.enter_correction import TELEPHONE, enter_correction, read_correction, read_note
from portal.services.my_cases.correct_application import open_mending, save_mended_page, send_correction
from portal.services.my_cases.send_message import ask_office
from portal.services.my_cases.stop_application import ASK, NOW, stop_application, way_to_stop
from portal.services.shared.form_mark import new_form
from portal.services.shared.write_audit import Actor


def correct(making: Making, filed: Filed, duty: str) -> None:
    # The same answers again.
    if filed.session is None:
        _correct_by_telephone(making, filed, duty)
        return
    installation = making.installation
    with installation.database.change() as unit:
        case, actor = _own(making, unit, filed)
        mending = open_mending(unit, case)
        while (asked := mending.next_page()) is not None:
            typed = typed_boxes(asked.fields, mending.answers)
            path, mending = save_mended_page(installation, unit, case, mending, asked, typed)
            if path.mistakes:
                raise Conflict("correction")
        if send_correction(installation, unit, case, mending, actor):
            raise Conflict("slot")


def _correct_by_telephone(making: Making, filed: Filed, duty: str) -> None:
    installation, member = making.installation, making.reviewer(duty)
    with installation.database.change() as unit:
        case = case_of_member(installation, unit, member, filed.number)
        mending = open_mending(unit, case)
        fields = [field for asked in mending.pages for field in asked.fields]
        entered = read_correction(
            installation, unit, case, typed_boxes(fields, mending.answers), {field.id for field in fields}
        )
        at = tokyo_minute(installation.clock.now())
        note, wrong = read_note(installation.clock, TELEPHONE, "本人", at, "書いたとおりでまちがいないとのことでした。")
        if not entered.complete or wrong:
            raise Conflict("correction")
        if enter_correction(installation, unit, member, case, case.row.revision, entered, note):
            raise Conflict("slot")


def stop(making: Making, filed: Filed) -> None:
    """At once, or by a request once the case is examined."""
    with making.installation.database.write() as unit:
        case, actor = _own(making, unit, filed)
        way = way_to_stop(making.installation, unit, case, making.installation.clock.today())
        if way not in (NOW, ASK):
            return  # a booking after its last day
        stop_application(making.installation, unit, case, actor, way, "ほかの方法で用が足りたため")
        unit.commit()


def ask(making: Making, filed: Filed) -> None:
    with making.installation.database.change() as unit:
        case, actor = _own(making, unit, filed)
        ask_office(making.installation, unit, case, actor, "いつごろ決まりますか。書類は足りていますか。", new_form())


def _own(making: Making, unit: Unit, filed: Filed) -> tuple[Case, Actor]:
    if filed.session is None:
        raise Conflict("session")
    actor = Actor("resident", filed.session.person_id or "", place=PLACE)
    return case_of_resident(making.installation, unit, filed.session, filed.number), actor
