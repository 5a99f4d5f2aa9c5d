"""What a card asks of a person and of their device."""

from dataclasses import dataclass

from forms.definition.procedure import Procedure
from portal.services.shared.needs import Basics

# Of the app for cards: デジタル認証アプリ 実装ガイドライン, 対応OS.
IOS, ANDROID = 16, 11


@dataclass(frozen=True)
class DeviceNeeds:
    card: bool
    signature: bool


def list_device_needs(installation: Basics, procedure: Procedure | None) -> DeviceNeeds:
    """None: whatever a procedure may need."""
    if procedure is None:
        return DeviceNeeds(True, True)
    signature = installation.rules.signature_needed(procedure, installation.clock.today())
    return DeviceNeeds(procedure.sign_in == "card" or signature, signature)
