"""The running installation of one municipality: its settings, clock, database, keys, city and neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from forms.city import City
from forms.environment import Environment, KeptFile, OpenYear
from forms.guide import Guide
from forms.messages import sentences
from forms.procedure import Procedure
from forms.speech import Speech
from integrations.card_socket import CardAgent
from integrations.certificate_sockets import RevocationSource, SignatureProvider, SignatureVerifier
from integrations.courier_socket import Courier
from integrations.delivery_socket import Delivery
from integrations.document_socket import DocumentSigner
from integrations.import_socket import Importer
from integrations.interfaces import (
    AttributeSource,
    BankLookup,
    IdentityProvider,
    Invitations,
    KeyStore,
    Remaker,
    Scanner,
    TownLookup,
)
from integrations.layout_socket import AnswerItems, Layout
from integrations.notices import Mailbox, Mailer, Messenger, Webhooks
from integrations.payment_socket import PaymentProvider
from integrations.register_socket import ResidentRegister, SerialLinks
from integrations.staff_socket import StaffProvider
from portal.clock import Clock
from portal.config import Settings
from portal.db import Database
from portal.services.booked import NOTHING, Booked
from portal.services.catalogue import Catalogue
from portal.services.told import NOTHING_TOLD, Told

PORTAL_DOOR = "mynaportal"


@dataclass(frozen=True)
class Installation:
    """Everything a use case may need. `wiring` makes one; nothing else does."""

    settings: Settings
    clock: Clock
    database: Database
    keys: KeyStore
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
    documents: DocumentSigner | None = None
    staff_provider: StaffProvider | None = None
    links: SerialLinks | None = None  # whose certificate a serial is, where the city keeps such a list
    number_keys: KeyStore | None = None  # of 個人番号 alone; None keeps none, as on the internet side
    signing: SignatureProvider | None = None
    verifier: SignatureVerifier | None = None
    revocation: RevocationSource | None = None
    card_agent: CardAgent | None = None
    card_sign_in: IdentityProvider | None = None
    former_layouts: Mapping[tuple[str, str], Layout] = field(
        default_factory=dict
    )  # by id and version, for what they made
    delivery: Delivery | None = None  # of batches by the clock; None: they wait at the desk
    courier: Courier | None = None  # to the other zone; None in zone single, and where there are no keys yet
    importer: Importer | None = None  # of packages that were filed elsewhere; wiring always gives one
    guides: Mapping[str, Guide] = field(default_factory=dict)  # by id; wiring always gives those that are shipped

    @cached_property
    def audit_key(self) -> bytes:
        return self.keys.derive("audit")

    @cached_property
    def form_key(self) -> bytes:
        """For the tokens in our own forms."""
        return self.keys.derive("csrf")

    @cached_property
    def protection_key(self) -> bytes:
        """For the hashes by which protected people are known."""
        return self.keys.derive("protection")

    @cached_property
    def choice_key(self) -> bytes:
        """For the hashes by which it is known whose signs were chosen."""
        return self.keys.derive("sign choices")

    @cached_property
    def invitation_key(self) -> bytes:
        """For codes and known facts of invitations."""
        return self.keys.derive("invitations")

    @cached_property
    def throttle_key(self) -> bytes:
        return self.keys.derive("throttle")

    @cached_property
    def code_key(self) -> bytes:
        """For short codes that people copy by hand, and what is asked beside them."""
        return self.keys.derive("codes")

    @cached_property
    def look_up_key(self) -> bytes:
        """For the keyed hashes by which applications are found. Of the current key: a new one makes the index anew."""
        return self.keys.derive("look-ups", self.keys.current())

    @cached_property
    def guide_key(self) -> bytes:
        """For what somebody answered to a guide, which only their browser keeps."""
        return self.keys.derive("guides")

    @cached_property
    def search_key(self) -> bytes:
        """For what staff looked for, where it stands in an address."""
        return self.keys.derive("searches")

    def settings_in_force(self, procedure: Procedure, on: date) -> dict[str, object]:
        """The procedure's settings on this day: the city's value where there is one, else the definition's."""
        city = self.city.settings_of(procedure.id, on)
        return {name: city.get(name, setting.default) for name, setting in procedure.settings.items()}

    def years_of(self, procedure: Procedure) -> tuple[OpenYear, ...]:
        """年度 for which the city takes applications, whenever; () where it does not tell years apart."""
        return self.city.fiscal.of(procedure.id) if procedure.year is not None else ()

    def environment(
        self,
        procedure: Procedure,
        on: date,
        door: str,
        *,
        told: Told = NOTHING_TOLD,
        principal: Mapping[str, object] | None = None,
        in_force: Mapping[str, object] | None = None,
        files: Mapping[str, KeptFile] = {},
        booked: Booked = NOTHING,
        as_said: bool = False,
    ) -> Environment:
        """What the engine is handed. `in_force`: settings stored with an application; None = those of `on`. `files`:
        what was taken in for this draft or application, by id; `booked`: what is left of the times, as it sees them. `told`:
        what sources told for this draft; `principal`: what rules were told of the person when the application was sent."""
        return Environment(
            today=on,
            calendar=self.city.calendar(),
            towns=self.towns.towns,
            # What was filed at マイナポータル was filed on line: no definition knows a door of its own for it.
            door="online" if door == PORTAL_DOOR else door,
            city=self.settings_in_force(procedure, on) if in_force is None else in_force,
            principal=told.principal if principal is None else principal,
            applicant=told.applicant,
            household=told.household,
            events=told.events,
            numbers=self.number_keys is not None,
            # What was sent was taken then, whatever the city has written since.
            years=self.years_of(procedure) if in_force is None else (),
            files=files.get,
            banks=self.banks.banks,
            facilities=lambda kind: self.city.facilities(kind, on),
            # Whatever day the rules see: nobody books a time that has passed.
            slots=lambda resource: booked.left(self.city.slots(resource, max(on, self.clock.today()))),
            as_said=as_said,
        )

    def signature_needed(self, procedure: Procedure, on: date) -> bool:
        """Whether the applicant signs, by the definition or by the city's setting that it names."""
        if procedure.signature is None:
            return False
        need = procedure.signature.need
        if need.startswith("city."):
            need = str(self.settings_in_force(procedure, on)[need.removeprefix("city.")])
        return need == "required"

    def speech(self, procedure: Procedure, language: str) -> Speech:
        return Speech(language, sentences(language), procedure.texts.get(language, {}))
