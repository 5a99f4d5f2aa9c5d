"""The practice authorities over HTTP."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response

from integrations.certificates.mock import PATH
from integrations.certificates.mock.answers import Answers
from integrations.certificates.mock.authority import GENERATIONS, KINDS, Authorities, Authority
from integrations.certificates.mock.faults import NONE, Faults
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.issuing import Issuing, fingerprint
from integrations.certificates.mock.ledger import Ledger
from integrations.certificates.mock.lists import list_of
from integrations.certificates.mock.wallet import Wallet

_MEDIA = {"cer": "application/pkix-cert", "crl": "application/pkix-crl"}


class MockJpki:
    """`folder` None: cards in memory. `slow_seconds`: delay of the fault `slow`."""

    def __init__(
        self,
        holders: Iterable[Holder],
        clock: Callable[[], datetime],
        folder: Path | None = None,
        slow_seconds: float = 12.0,
    ) -> None:
        self.clock, self.slow_seconds = clock, slow_seconds
        self.authorities, self.ledger, self.faults = Authorities(clock()), Ledger(), Faults()
        self.cards = Wallet(holders, Issuing(self.authorities, self.ledger), clock, folder)

    def now(self) -> datetime:
        return self.clock().astimezone(UTC).replace(microsecond=0)


def add_jpki(app: FastAPI, world: MockJpki) -> None:
    served = _Served(world)
    app.get(f"{PATH}/fingerprints.txt")(served.fingerprints)
    app.get(f"{PATH}/{{kind}}/{{generation}}.cer")(served.certificate)
    app.get(f"{PATH}/{{kind}}/{{generation}}.crl")(served.list)
    app.post(f"{PATH}/ocsp")(served.answer)
    app.post(f"{PATH}/faults")(served.set_faults)


class _Served:
    def __init__(self, world: MockJpki) -> None:
        self._world = world
        self._answers = Answers(world.authorities, world.ledger)

    def fingerprints(self) -> PlainTextResponse:
        return PlainTextResponse("".join(f"{fingerprint(authority)}\n" for authority in self._world.authorities.all()))

    def certificate(self, kind: str, generation: str) -> Response:
        authority = self._authority(kind, generation)
        return _missing() if authority is None else Response(authority.der, media_type=_MEDIA["cer"])

    def list(self, kind: str, generation: str) -> Response:
        authority, fault = self._authority(kind, generation), self._world.faults.lists
        if authority is None:
            return _missing()
        return self._broken(fault) or Response(
            list_of(authority, self._world.ledger, self._world.now(), fault), media_type=_MEDIA["crl"]
        )

    async def answer(self, request: Request) -> Response:
        question = await request.body()
        return await run_in_threadpool(self._answer, question)

    def set_faults(self, lists: Annotated[str, Form()] = NONE, responder: Annotated[str, Form()] = NONE) -> Response:
        return Response(status_code=204 if self._world.faults.set(lists, responder) else 422)

    def _answer(self, question: bytes) -> Response:
        fault = self._world.faults.responder
        return self._broken(fault) or Response(
            self._answers.answer(question, self._world.now(), fault), media_type="application/ocsp-response"
        )

    def _broken(self, fault: str) -> Response | None:
        if fault == "slow":
            time.sleep(self._world.slow_seconds)
        if fault == "down":
            return Response(status_code=503)
        return Response(b"<html>rubbish</html>") if fault == "rubbish" else None

    def _authority(self, kind: str, generation: str) -> Authority | None:
        pairs = ((known, age) for known in KINDS for age in GENERATIONS if (known, age) == (kind, generation))
        return next((self._world.authorities.of(known, age) for known, age in pairs), None)


def _missing() -> Response:
    return Response(status_code=404)
