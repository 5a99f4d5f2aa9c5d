"""One municipality's running service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Event
from typing import Any

from forms.city.city import City
from forms.guide.guide import Guide
from forms.text.translations import CityTexts
from integrations.sockets.account_socket import AccountProvider
from integrations.sockets.adviser_socket import Adviser
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
    BankLookup,
    IdentityProvider,
    Invitations,
    KeyStore,
    Remaker,
    Scanner,
    TownLookup,
)
from integrations.sockets.layout_socket import AnswerItems, Layout, LayoutTexts
from integrations.sockets.lock_socket import Locks
from integrations.sockets.notices import Alerts, Mailbox, Mailer, Messenger, Webhooks
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
from portal.sealing import AUDIT, LOOK_UPS, Keys
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.city_rules import CityRules
from portal.services.shared.spool import KeptFiles
from portal.services.shared.step import Step


@dataclass
class LaidCity:
    # `count`: of the editions that were in force when `city` was read; `left_out`: parts whose edition fits no more;
    # `kept`: the files could not be read then, so the former city stays.

    count: int = 0
    left_out: tuple[str, ...] = ()
    kept: bool = False


@dataclass(frozen=True)
class Installation:
    """Made by `wiring`. Use cases take a part: portal/services/shared/needs.py."""

    settings: Settings
    clock: Clock
    database: Database
    keys: Keys
    city: City
    towns: TownLookup
    banks: BankLookup
    provider: IdentityProvider | None
    layouts: Mapping[str, Layout]
    catalogue: Catalogue
    jwks: Mapping[str, object]
    scanner: Scanner | None
    invitations: Invitations | None
    remaker: Remaker
    register: ResidentRegister | None
    attributes: AttributeSource | None
    mailer: Mailer | None
    messenger: Messenger | None
    webhooks: Webhooks | None
    mailbox: Mailbox | None
    payments: PaymentProvider | None
    items: AnswerItems
    # Steps of a submission, listed in portal/wiring/arrival_steps.py. `Any`: their subjects belong to the room `filing`, above this one.
    admission: Sequence[Step[Any, Any, Any]]
    on_arrival: Sequence[Step[Any, Any, None]]
    debits: DebitRegistrar | None = None
    shop_files: ShopFiles | None = None  # None: what stores took is recorded by hand
    documents: DocumentSigner | None = None
    staff_provider: StaffProvider | None = None
    corporations: CorporationRegister | None = None  # None: the applicant types name and place
    company_provider: CompanyProvider | None = None  # None: companies file by mail
    account_provider: AccountProvider | None = None  # LINE; None: no sign-in with it
    token_server: TokenServer | None = None  # None: machines have tokens of ours alone
    alerts: Alerts | None = None
    texter: Messenger | None = None  # short messages
    locks: Locks | None = None  # numbers for doors; None: there are none
    links: SerialLinks | None = None  # whose certificate a serial is, where the city keeps such a list
    number_keys: KeyStore | None = None  # of 個人番号 alone; None keeps none, as on the internet side
    signing: SignatureProvider | None = None
    verifier: SignatureVerifier | None = None
    revocation: RevocationSource | None = None
    company_judge: CompanyJudge | None = None  # of 商業登記電子証明書
    files_judge: SignedFilesJudge | None = None  # of signatures in packages; wiring always gives one
    card_agent: CardAgent | None = None
    card_sign_in: IdentityProvider | None = None
    former_layouts: Mapping[tuple[str, str], Layout] = field(
        default_factory=dict
    )  # by id and version, for what they made
    delivery: Delivery | None = None  # of batches by the clock; None: they wait at the desk
    courier: Courier | None = None  # to the other zone; None in zone single, and where there are no keys yet
    laptops: Mapping[int, Courier] = field(default_factory=dict)  # of 出張受付, by number
    importer: Importer | None = None  # of packages that were filed elsewhere; wiring always gives one
    guides: Mapping[str, Guide] = field(default_factory=dict)  # by id; wiring always gives those that are shipped
    translated: CityTexts = field(default_factory=CityTexts, repr=False)  # by this city
    adviser: Adviser | None = None  # None: there is no page that answers questions
    reader: TextReader | None = None  # None: papers are keyed
    layout_texts: LayoutTexts | None = None  # wiring always gives one
    laid: LaidCity = field(default_factory=LaidCity, repr=False)
    called: Event = field(default_factory=Event, repr=False)  # by a page: somebody waits for the worker (`Job.called`)
    metrics_token: str = field(default="", repr=False)  # of a Prometheus on another machine; "": there is none

    @property
    def kept_files(self) -> KeptFiles:
        return KeptFiles(self.settings.data, self.keys)

    @property
    def audit_key(self) -> bytes:
        return self.keys.derive("audit", AUDIT)

    @cached_property
    def form_key(self) -> bytes:
        return self.keys.derive("csrf")

    @cached_property
    def protection_key(self) -> bytes:
        return self.keys.derive("protection")

    @cached_property
    def choice_key(self) -> bytes:
        """For hashes of people with chosen characters (文字)."""
        return self.keys.derive("sign choices")

    @cached_property
    def invitation_key(self) -> bytes:
        return self.keys.derive("invitations")

    @cached_property
    def throttle_key(self) -> bytes:
        return self.keys.derive("throttle")

    @cached_property
    def code_key(self) -> bytes:
        """For short codes copied by hand, and what is asked beside them."""
        return self.keys.derive("codes")

    @property
    def look_up_key(self) -> bytes:
        """A new root requires a new index."""
        return self.keys.derive("look-ups", LOOK_UPS)

    @cached_property
    def guide_key(self) -> bytes:
        """For answers to a guide, kept only in the visitor's browser."""
        return self.keys.derive("guides")

    @cached_property
    def search_key(self) -> bytes:
        return self.keys.derive("searches")

    @cached_property
    def rules(self) -> CityRules:
        numbers = self.number_keys is not None
        return CityRules(self.city, self.towns, self.banks, self.clock, numbers, self.catalogue.stopped_words)
