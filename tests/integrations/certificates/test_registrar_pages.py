"""The practice 登記官 over HTTP: a file for signing, its trust, and its answers."""

from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from fastapi import FastAPI

from integrations.certificates.company_judge import RegistrarJudge
from integrations.certificates.mock.registrar import PASSPHRASE, Issued
from integrations.certificates.mock.registrar_pages import PATH, REGISTRARS, add_registrar
from integrations.certificates.mock.trust import PracticeTrust
from integrations.certificates.responder import Responder
from integrations.http import Transport
from tests.integrations.certificates.company import NOW, NUMBER, later, sign
from tests.integrations.identity.world import served


def test_a_file_that_anybody_gets_signs_a_paper_that_is_accepted_until_it_is_revoked(tmp_path: Path) -> None:
    app = FastAPI()
    registrar = add_registrar(app, lambda: NOW)
    with served(app) as address, closing(Transport(timeout=5)) as transport:
        base = f"{address}{PATH}"
        p12 = transport.get(f"{base}/company.p12?number=000000000101&name=%E8%A6%8B%E6%9C%AC")
        key, certificate, _ = load_key_and_certificates(p12.body, PASSPHRASE)
        assert isinstance(key, rsa.RSAPrivateKey)
        assert certificate is not None
        issued = Issued(certificate, key)
        trust = PracticeTrust(transport, base, tmp_path, REGISTRARS)
        judge = RegistrarJudge(trust, Responder(trust, transport, f"{base}/ocsp"))
        (signature,) = judge.judge(sign(issued), NUMBER, NOW)
        assert signature.state == "accepted"
        assert signature.subject is not None
        assert signature.subject.name == "見本"
        registrar.revoke(issued, later(-1))
        assert judge.judge(sign(issued), NUMBER, NOW)[0].state == "refused"
