"""/readyz tells figures to this machine, and words to strangers."""

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.audit.note_faults import report_faults
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import Fault
from tests.portal.audit_chain import WHO

FIGURES = {"space_megabytes", "seal_seconds", "outbox_seconds", "audit_faults"}


def asked(installation: Installation, host: str, **headers: str) -> dict[str, object]:
    app = make_app(installation, with_worker=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer: dict[str, object] = TestClient(app, client=(host, 50000)).get("/readyz", headers=named).json()
    return answer


def test_a_caller_on_this_machine_sees_figures(installation: Installation) -> None:
    report_faults(installation, WHO, [Fault("records 1 to 2: a link is missing", "ab" * 10)])
    answer = asked(installation, "127.0.0.1")
    assert answer.keys() >= {"database", "space", "seal", "outbox"} | FIGURES
    assert answer["audit_faults"] == 1


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("192.0.2.1", {}),
        ("127.0.0.1", {"X_Forwarded_For": "127.0.0.1"}),
        ("::1", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"Via": "1.1 proxy"}),
    ],
)
def test_a_stranger_sees_words_alone(installation: Installation, host: str, headers: dict[str, str]) -> None:
    answer = asked(installation, host, **headers)
    assert not answer.keys() & FIGURES
    assert all(isinstance(value, str) for value in answer.values())
