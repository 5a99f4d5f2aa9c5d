"""One of several processes that serve a city to browsers; signers choose the serial of their certificate.

`python -m tests.portal.serving DATA DATABASE` prints "ready", then one line `{status, to, text}` for each line
`{method, path, cookies, boxes}`.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from starlette.testclient import TestClient

from integrations.sockets.certificate_sockets import (
    CanonicalDocument,
    CertSummary,
    Outcome,
    RevocationResult,
    SignatureEvidence,
    SignHandle,
    SignRequest,
    ToSign,
    Verdict,
    VerificationReport,
)
from integrations.sockets.interfaces import Callback
from portal.app import make_app
from portal.config import load_settings
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import NOW

BASE = "http://127.0.0.1:8000"
_GOOD = Verdict(Outcome.OK)


class AnyCard:
    """SignatureProvider and SignatureVerifier: the `code` of a return is the serial of a valid certificate."""

    name = "any"
    fake = True

    def begin_signature(self, request: SignRequest, now: datetime) -> SignHandle:
        return SignHandle(f"https://cards.example/?state={request.attempt.state}", "t")

    def complete_signature(
        self, callback: Callback, request: SignRequest, handle: SignHandle, now: datetime
    ) -> SignatureEvidence:
        return SignatureEvidence(
            "t", self.name, "cms-detached", "any", request.to_sign.document_digest, b"", callback.code.encode(),
            request.nonce, request.procedure_id, request.application_id,
        )  # fmt: skip

    def prepare(self, document: CanonicalDocument, at: datetime, algorithm: str) -> ToSign:
        return ToSign("cms-detached", algorithm, b"", b"")

    def challenges(self, document: CanonicalDocument) -> Mapping[str, ToSign]:
        return {}

    def verify(
        self, evidence: SignatureEvidence, document: CanonicalDocument, at: datetime,
        known: RevocationResult | None = None,
    ) -> VerificationReport:  # fmt: skip
        card = CertSummary(evidence.certificate.decode(), "authority", "sign", at, at, "any", (), "")
        return VerificationReport(
            self.name, "test", at, "receipt", _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, card
        )  # fmt: skip

    def package(self, evidence: SignatureEvidence) -> bytes:
        return b""

    def ready(self) -> bool:
        return True


def with_any_card(installation: Installation) -> Installation:
    return replace(installation, signing=AnyCard(), verifier=AnyCard())


def main() -> None:
    data, database = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # logs go to standard error
    settings = load_settings(env="test", data=Path(data), database_url=database, identity="none", now=NOW)
    installation = with_any_card(install(settings))
    with TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False) as client:
        print("ready", file=answers, flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            client.cookies.clear()
            client.cookies.update(request["cookies"])
            response = client.request(request["method"], request["path"], data=request["boxes"])
            result = {"status": response.status_code, "to": response.headers.get("location", ""), "text": response.text}
            print(json.dumps(result), file=answers, flush=True)
    installation.database.close()


if __name__ == "__main__":
    main()
