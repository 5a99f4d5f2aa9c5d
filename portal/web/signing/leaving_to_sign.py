"""Redirects a signer to the card provider."""

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError
from portal.sealing import Sealer
from portal.services.signing.signed_document import content_of, list_of, to_verify
from portal.services.signing.trip import keep_trip, leave_to_sign
from portal.store.signing.signatures import DocumentRow
from portal.web.shared.page import see
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.state import browser_of, installation_of, place_of


def leaving_to_sign(
    request: Request, sealer: Sealer, document: DocumentRow, signature_id: int, return_to: str
) -> Response:
    """Outside a unit. Redirects to `return_to` with the error code."""
    installation = installation_of(request)
    try:
        attempt, trip = leave_to_sign(
            installation, to_verify(document, content_of(document, sealer), None, list_of(document, sealer))
        )
    except AdapterError as failed:
        record_refusal(request, "refuse signature", failed.code)
        return see(request, f"{return_to}?refused={failed.code.lower()}")
    with installation.database.change() as unit:
        keep_trip(
            installation, unit, sealer, signature_id, attempt, trip, browser=browser_of(request),
            place=place_of(request), return_to=return_to,
        )  # fmt: skip
    return see(request, trip.address)
