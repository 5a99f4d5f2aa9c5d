"""What a procedure asks of a card."""

from dataclasses import replace

from forms.definition.signer import Signature
from portal.services.finding.list_device_needs import DeviceNeeds, list_device_needs
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small


def test_a_procedure_needs_what_its_sign_in_and_its_signature_ask_for(installation: Installation) -> None:
    signed = Signature("required", "見本条例", "std")
    needs = [
        list_device_needs(installation, replace(small(), sign_in=sign_in, signature=signature))
        for sign_in, signature in (("card", signed), ("card", None), ("none", signed), ("mail", None))
    ]
    assert needs == [
        DeviceNeeds(True, True),
        DeviceNeeds(True, False),
        DeviceNeeds(True, True),
        DeviceNeeds(False, False),
    ]


def test_without_a_procedure_all_is_listed(installation: Installation) -> None:
    assert list_device_needs(installation, None) == DeviceNeeds(True, True)
