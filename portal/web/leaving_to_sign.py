"""The way out to the card provider, for whoever signs: the sender, once more, or another signer."""

from fastapi import Request
from fastapi.responses import Response

from integrations.interfaces import AdapterError
from portal.logs import log
from portal.sealing import Sealer
from portal.services.signed_document import content_of, list_of, to_verify
from portal.services.signing_trip import keep_trip, leave_to_sign
from portal.store.signatures import DocumentRow
from portal.web.cookies import browser_of
from portal.web.page import see
from portal.web.state import installation_of, place_of


def leaving_to_sign(
    request: Request, sealer: Sealer, document: DocumentRow, signature_id: int, return_to: str
) -> Response:
    """To the provider, with the trip kept; back to `return_to`, with what was refused, where it takes nobody now. Call it
    with no unit open: the provider is asked."""
    installation = installation_of(request)
    try:
        attempt, trip = leave_to_sign(
            installation, to_verify(document, content_of(document, sealer), None, list_of(document, sealer))
        )
    except AdapterError as failed:
        log.warning("signature", code=failed.code)
        return see(request, f"{return_to}?refused={failed.code.lower()}")
    with installation.database.write() as unit:
        keep_trip(
            installation, unit, sealer, signature_id, attempt, trip, browser=browser_of(request),
            place=place_of(request), return_to=return_to,
        )  # fmt: skip
        unit.commit()
    return see(request, trip.address)
