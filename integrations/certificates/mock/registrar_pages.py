"""The practice 登記官 over HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response

from integrations.certificates.mock.answers import Answers
from integrations.certificates.mock.registrar import Company, Registrar
from integrations.sockets.certificate_sockets import Kind

PATH = "/registrar"
REGISTRARS: tuple[tuple[Kind, str], ...] = (("sign", "2023"),)


def add_registrar(app: FastAPI, clock: Callable[[], datetime]) -> Registrar:
    # `company.p12?number=000000000101&name=…` is for signing, with the passphrase `practice`.
    registrar = Registrar(clock())
    answers = Answers(registrar, registrar.ledger)

    def now() -> datetime:
        return clock().astimezone(UTC).replace(microsecond=0)

    def fingerprints() -> PlainTextResponse:
        return PlainTextResponse(registrar.authority.certificate.fingerprint(SHA256()).hex())

    def certificate() -> Response:
        return Response(registrar.authority.der, media_type="application/pkix-cert")

    def company(
        number: str, name: str, address: str = "見本県見本市見本町一丁目８番９号", head: str = "見本　建造"
    ) -> Response:
        issued = registrar.issue(Company(name, number, address, head), now())
        named = {"Content-Disposition": 'attachment; filename="company.p12"'}
        return Response(issued.p12(), media_type="application/x-pkcs12", headers=named)

    async def answer(request: Request) -> Response:
        made = await run_in_threadpool(answers.answer, await request.body(), now())
        return Response(made, media_type="application/ocsp-response")

    app.get(f"{PATH}/fingerprints.txt")(fingerprints)
    app.get(f"{PATH}/sign/2023.cer")(certificate)
    app.get(f"{PATH}/company.p12")(company)
    app.post(f"{PATH}/ocsp")(answer)
    return registrar
