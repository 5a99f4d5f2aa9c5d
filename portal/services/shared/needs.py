"""Bundles of the installation for use cases: the smallest one, here or in the room's own `needs.py`."""

# Only floors above services know the whole `Installation`.

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a command that opens an installation's records alone reads no definition
    from collections.abc import Mapping, Sequence
    from typing import Any

    from forms.city.city import City
    from integrations.sockets.account_socket import AccountProvider
    from integrations.sockets.card_socket import CardAgent
    from integrations.sockets.certificate_sockets import (
        CompanyJudge,
        RevocationSource,
        SignatureProvider,
        SignatureVerifier,
    )
    from integrations.sockets.company_socket import CompanyProvider
    from integrations.sockets.corporation_socket import CorporationRegister
    from integrations.sockets.courier_socket import Courier
    from integrations.sockets.debit_socket import DebitRegistrar
    from integrations.sockets.delivery_socket import Delivery
    from integrations.sockets.document_socket import DocumentSigner
    from integrations.sockets.import_socket import Importer
    from integrations.sockets.interfaces import (
        AttributeSource,
        IdentityProvider,
        Invitations,
        KeyStore,
        Remaker,
        Scanner,
    )
    from integrations.sockets.layout_socket import AnswerItems, Layout
    from integrations.sockets.lock_socket import Locks
    from integrations.sockets.notices import Alerts, Mailer, Messenger
    from integrations.sockets.payment_socket import PaymentProvider
    from integrations.sockets.reading_socket import TextReader
    from integrations.sockets.register_socket import ResidentRegister, SerialLinks
    from integrations.sockets.shop_file_socket import ShopFiles
    from integrations.sockets.signed_files_socket import SignedFilesJudge
    from integrations.sockets.staff_socket import StaffProvider
    from integrations.sockets.token_socket import TokenServer
    from portal.clock import Clock
    from portal.config import Settings
    from portal.db import Database
    from portal.sealing import Keys
    from portal.services.shared.catalogue import Catalogue
    from portal.services.shared.city_rules import CityRules
    from portal.services.shared.spool import KeptFiles
    from portal.services.shared.step import Step


class Basics(Protocol):
    """Without keys of records: reads only records that its caller opened."""

    @property
    def settings(self) -> "Settings": ...

    @property
    def clock(self) -> "Clock": ...

    @property
    def database(self) -> "Database": ...

    @property
    def city(self) -> "City": ...

    @property
    def catalogue(self) -> "Catalogue": ...

    @property
    def audit_key(self) -> bytes: ...

    @property
    def throttle_key(self) -> bytes: ...

    @property
    def rules(self) -> "CityRules": ...


class Records(Basics, Protocol):
    """Opens and seals records."""

    @property
    def keys(self) -> "Keys": ...

    @property
    def protection_key(self) -> bytes: ...


class Correspondence(Records, Protocol):
    @property
    def mailer(self) -> "Mailer | None": ...

    @property
    def messenger(self) -> "Messenger | None": ...

    @property
    def alerts(self) -> "Alerts | None": ...

    @property
    def texter(self) -> "Messenger | None": ...


class Announcements(Correspondence, Protocol):
    @property
    def documents(self) -> "DocumentSigner | None": ...


class HasAccountProvider(Correspondence, Protocol):
    @property
    def account_provider(self) -> "AccountProvider | None": ...


class HasAdmission(Records, Protocol):
    @property
    def admission(self) -> "Sequence[Step[Any, Any, Any]]": ...


class HasAttributes(Records, Protocol):
    @property
    def attributes(self) -> "AttributeSource | None": ...


class HasCardAgent(Records, Protocol):
    @property
    def card_agent(self) -> "CardAgent | None": ...


class HasCardSignIn(Records, Protocol):
    @property
    def card_sign_in(self) -> "IdentityProvider | None": ...


class HasChoiceKey(Records, Protocol):
    @property
    def choice_key(self) -> bytes: ...


class HasCodeKey(Records, Protocol):
    @property
    def code_key(self) -> bytes: ...


class HasCourier(Records, Protocol):
    @property
    def courier(self) -> "Courier | None": ...

    @property
    def laptops(self) -> "Mapping[int, Courier]": ...


class HasDebits(Records, Protocol):
    @property
    def debits(self) -> "DebitRegistrar | None": ...


class HasDelivery(Records, Protocol):
    @property
    def delivery(self) -> "Delivery | None": ...


class HasKeptFiles(Records, Protocol):
    @property
    def kept_files(self) -> "KeptFiles": ...


class HasDocuments(Records, Protocol):
    @property
    def documents(self) -> "DocumentSigner | None": ...


class HasFormKey(Records, Protocol):
    @property
    def form_key(self) -> bytes: ...


class HasLayouts(Records, Protocol):
    @property
    def layouts(self) -> "Mapping[str, Layout]": ...


class HasFormerLayouts(HasLayouts, Protocol):
    @property
    def former_layouts(self) -> "Mapping[tuple[str, str], Layout]": ...


class HasImporter(Records, Protocol):
    @property
    def importer(self) -> "Importer | None": ...


class HasFilesJudge(HasImporter, Protocol):
    @property
    def files_judge(self) -> "SignedFilesJudge | None": ...


class HasInvitationKey(Records, Protocol):
    @property
    def invitation_key(self) -> bytes: ...


class HasInvitations(Records, Protocol):
    @property
    def invitations(self) -> "Invitations | None": ...


class HasItems(Records, Protocol):
    @property
    def items(self) -> "AnswerItems": ...


class HasLinks(Records, Protocol):
    @property
    def links(self) -> "SerialLinks | None": ...


class HasTokenServer(Records, Protocol):
    @property
    def token_server(self) -> "TokenServer | None": ...


class HasLocks(Records, Protocol):
    @property
    def locks(self) -> "Locks | None": ...


class HasLookUpKey(Records, Protocol):
    @property
    def look_up_key(self) -> bytes: ...


class HasNumberKeys(Records, Protocol):
    @property
    def number_keys(self) -> "KeyStore | None": ...


class HasCompanyJudge(Records, Protocol):
    @property
    def company_judge(self) -> "CompanyJudge | None": ...


class HasCompanyProvider(Records, Protocol):
    @property
    def company_provider(self) -> "CompanyProvider | None": ...


class HasCorporations(Records, Protocol):
    @property
    def corporations(self) -> "CorporationRegister | None": ...


class HasOnArrival(Records, Protocol):
    @property
    def on_arrival(self) -> "Sequence[Step[Any, Any, None]]": ...


class HasPayments(Records, Protocol):
    @property
    def payments(self) -> "PaymentProvider | None": ...


class HasShopFiles(HasPayments, Protocol):
    @property
    def shop_files(self) -> "ShopFiles | None": ...


class HasProvider(Records, Protocol):
    @property
    def provider(self) -> "IdentityProvider | None": ...


class HasQuarantine(Records, Protocol):
    """Takes files in."""

    @property
    def scanner(self) -> "Scanner | None": ...

    @property
    def remaker(self) -> "Remaker": ...


class HasReader(HasQuarantine, Protocol):
    @property
    def reader(self) -> "TextReader | None": ...


class HasRegister(Records, Protocol):
    @property
    def register(self) -> "ResidentRegister | None": ...


class HasRevocation(Records, Protocol):
    @property
    def revocation(self) -> "RevocationSource | None": ...


class HasSigning(Records, Protocol):
    @property
    def signing(self) -> "SignatureProvider | None": ...


class HasStaffProvider(Records, Protocol):
    @property
    def staff_provider(self) -> "StaffProvider | None": ...


class HasVerifier(Records, Protocol):
    @property
    def verifier(self) -> "SignatureVerifier | None": ...
