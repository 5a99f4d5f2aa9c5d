"""The machine API for a section's cases."""

import json
from typing import Any

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.hold_hand_over import free_hand_over, hold_hand_over, why_held
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.settle_outcome import approve_outcome, take_outcome_back
from portal.services.machines.api_scopes import PROTECTED, READ, SCOPES
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.handover import hand_overs
from portal.store.notices import notices
from portal.store.shared import audit_records
from tests.portal import numbers
from tests.portal.machines import Caller, add_machine, problem
from tests.portal.routes.files import test_my_numbers as numbered
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.case.test_settle_outcome import with_approval, with_undo
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application

LIST = "/api/v1/applications"


@pytest.fixture
def caller(installation: Installation) -> Caller:
    return add_machine(installation).sign_in()


def examined(installation: Installation, reviewer: Member, **changes: object) -> str:
    number = file_application(installation, alice(installation), changes)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return number


def problem_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["type"].removeprefix("urn:kakanai:problem:")


def acts(installation: Installation) -> list[tuple[str, str, str]]:
    with installation.database.read() as unit:
        return [(record.actor, record.action, record.detail) for record in audit_records.after(unit, 0)]


def acknowledged(caller: Caller, number: str) -> str:
    """The ETag after the acknowledgement."""
    read = caller.get(f"{LIST}/{number}")
    body = {"answers_revision": read.json()["answers_revision"]}
    response = caller.post(
        f"{LIST}/{number}/acknowledgement", body, If_Match=read.headers["etag"], Idempotency_Key=f"a-{number}"
    )
    assert response.status_code == 200, response.text
    return str(response.headers["etag"])


def put(caller: Caller, number: str, etag: str, key: str = "r-1", **body: object) -> Any:
    data = {"outcome": "refused", "words": "資格がないためです。"} | body
    return caller.post(f"{LIST}/{number}/result", data, If_Match=etag, Idempotency_Key=key)


def test_changes_come_in_order_each_once_and_with_nothing_that_anybody_wrote(
    installation: Installation, caller: Caller, reviewer: Member
) -> None:
    first, second = (file_application(installation, alice(installation)) for _ in range(2))
    page = caller.get(f"{LIST}?limit=1").json()
    assert [case["receipt_number"] for case in page["applications"]] == [first]
    assert page["more"] is True
    rest = caller.get(f"{LIST}?after={page['next']}").json()
    assert [(case["receipt_number"], case["state"]) for case in rest["applications"]] == [(second, "received")]
    assert "髙見本" not in json.dumps([page, rest], ensure_ascii=False)
    assert caller.get(f"{LIST}?after={rest['next']}").json() == {
        "applications": [], "next": rest["next"], "more": False
    }  # fmt: skip
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, first)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    changed = caller.get(f"{LIST}?after={rest['next']}").json()["applications"]
    assert [(case["receipt_number"], case["state"]) for case in changed] == [(first, "examining")]
    assert [case["receipt_number"] for case in caller.get(f"{LIST}?state=received").json()["applications"]] == [second]
    assert caller.get(f"{LIST}?procedure=no-such-procedure").json()["applications"] == []
    assert ("list changes", "after 0: 1") in [(action, detail) for _, action, detail in acts(installation)]


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=-1",
        f"after={'9' * 30}",
        "limit=0",
        "limit=501",
        "limit=²",
        "state=gone",
        "procedure=%00",
        "waiting=yes",
    ],
)
def test_a_question_that_makes_no_sense_is_refused(caller: Caller, query: str) -> None:
    assert problem_of(caller.get(f"{LIST}?{query}")) == (400, "bad_request")


def test_a_case_is_reported_with_its_answers_once_it_may_be_handed_over(
    installation: Installation, caller: Caller, reviewer: Member
) -> None:
    number = file_application(installation, alice(installation))
    before = caller.get(f"{LIST}/{number}").json()
    assert (before["content"], before["answers"], before["attachments"]) == ("not_ready", None, None)
    assert "髙見本" not in json.dumps(before, ensure_ascii=False)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    response = caller.get(f"{LIST}/{number}")
    case = response.json()
    assert (case["content"], case["state"], case["person_name"]) == ("given", "examining", "髙見本\u3000太郎")
    answers = {(item["item"], item["place"]): item for item in case["answers"]}
    assert answers["name.family", ""]["values"] == [{"code": None, "value": "髙見本"}]
    assert [item["code"] for item in answers["cards", ""]["values"]] == ["insured", "copay"]
    assert {item["state"] for item in case["answers"]} == {"answered", "unanswered"}
    assert caller.get(f"{LIST}/{number}", If_None_Match=response.headers["etag"]).status_code == 304
    assert caller.get(f"{LIST}/{number}", If_None_Match='"other"').status_code == 200
    pulls = [(actor, detail) for actor, action, detail in acts(installation) if action == "pull application"]
    assert [detail for _, detail in pulls] == ["not_ready", "given", "unchanged", "given"]
    assert pulls[0][0] == f"machine:{caller.client_id}"


def test_a_machine_of_another_section_finds_nothing(installation: Installation, reviewer: Member) -> None:
    number = examined(installation, reviewer)
    other = add_machine(installation, duties=["childcare"]).sign_in()
    named = add_machine(installation, procedures=["jido-teate-nintei"], app=other.client).sign_in()
    for caller in (other, named):
        assert caller.get(LIST).json()["applications"] == []
        assert caller.get(f"{LIST}?procedure={PROCEDURE}").json()["applications"] == []
        nowhere = f"26-000-000-000{number[-1]}"
        for address in (f"{LIST}/{number}", f"{LIST}/{nowhere}", f"{LIST}/{number}/attachments/x"):
            assert problem_of(caller.get(address)) == (404, "not_found")
        for act in ("acknowledgement", "result"):
            data: dict[str, object] = {"answers_revision": 1} if act == "acknowledgement" else {"outcome": "approved"}
            refused = caller.post(f"{LIST}/{number}/{act}", data, If_Match='"x"', Idempotency_Key="k")
            assert problem_of(refused) == (404, "not_found")
        assert caller.get(f"/api/v1/procedures/{PROCEDURE}/versions/1").status_code == 404


def test_without_a_token_without_the_scope_and_by_a_cookie_nobody_gets_in(
    installation: Installation, caller: Caller, reviewer: Member
) -> None:
    number = examined(installation, reviewer)
    unknown = Caller(installation, "", "", caller.client)
    response = unknown.get(f"{LIST}/{number}", Cookie="kakanai_staff=x; kakanai_resident=y")
    assert problem_of(response) == (401, "invalid_token")
    assert response.headers["www-authenticate"] == 'Bearer realm="kakanai", error="invalid_token"'
    assert "set-cookie" not in response.headers
    assert "access-control-allow-origin" not in response.headers
    assert caller.client.options(LIST, headers={"Origin": "https://x.example"}).status_code == 405
    unknown.token = caller.token + "x"
    assert problem_of(unknown.get(LIST)) == (401, "invalid_token")
    narrow = Caller(installation, caller.client_id, caller.secret, caller.client).sign_in(scope=f"kakanai:{READ}")
    assert narrow.get(LIST).status_code == 200
    for act in ("acknowledgement", "result"):
        assert problem_of(narrow.post(f"{LIST}/{number}/{act}", {}))[1] == "insufficient_scope"
    assert problem_of(narrow.get(f"{LIST}/{number}/attachments/x"))[1] == "insufficient_scope"
    assert narrow.client.get(f"{LIST}?access_token={narrow.token}").status_code == 401


def test_what_is_held_keeps_its_content(installation: Installation, caller: Caller, reviewer: Member) -> None:
    number = examined(installation, reviewer)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        hold_hand_over(installation, unit, reviewer, case, "確かめています")
        unit.commit()
    response = caller.get(f"{LIST}/{number}")
    assert (response.json()["content"], response.json()["answers"]) == ("held", None)
    refused = caller.post(
        f"{LIST}/{number}/acknowledgement", {"answers_revision": 1}, If_Match=response.headers["etag"], Idempotency_Key="k"
    )  # fmt: skip
    assert problem_of(refused) == (409, "not_ready")
    assert problem_of(caller.get(f"{LIST}/{number}/attachments/x")) == (409, "not_ready")
    file_application(installation, alice(installation))
    waiting = caller.get(f"{LIST}?waiting=true").json()["applications"]
    assert [case["receipt_number"] for case in waiting] == [number]
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        free_hand_over(installation, unit, reviewer, case, shown=why_held(unit, case))
        unit.commit()
    acknowledged(caller, number)
    assert caller.get(f"{LIST}?waiting=true").json()["applications"] == []
    assert len(caller.get(f"{LIST}?waiting=false").json()["applications"]) == 2


def test_protected_people_leave_only_to_whom_it_was_stated(installation: Installation, reviewer: Member) -> None:
    number = examined(installation, reviewer)
    with installation.database.write() as unit:
        protect(installation, unit, reviewer.actor, [("髙見本　太郎", "1949-04-03")], "staff")
        unit.commit()
    usual = add_machine(installation).sign_in()
    trusted = add_machine(installation, scopes=[READ, PROTECTED], app=usual.client).sign_in()
    hidden = usual.get(f"{LIST}/{number}").json()
    assert (hidden["content"], hidden["protected"], hidden["answers"]) == ("held", None, None)
    assert "見本" not in json.dumps(hidden["answers"], ensure_ascii=False)
    shown = trusted.get(f"{LIST}/{number}").json()
    assert (shown["content"], shown["protected"]) == ("given", True)


def test_a_number_of_a_person_is_reported_by_no_call(installation: Installation, reviewer: Member) -> None:
    typed = numbers.number(1)
    receipt = numbered.filed(numbered.to_number(installation).press("次へ進む", {numbered.KEY: typed}))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, receipt)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    trusted = add_machine(installation, scopes=list(SCOPES)).sign_in()
    response = trusted.get(f"{LIST}/{receipt}")
    assert response.json()["content"] == "given"
    items = {item["item"] for item in response.json()["answers"]}
    assert "claimant.name.family" in items
    assert numbered.KEY not in items
    version = trusted.get("/api/v1/procedures/small/versions/1")
    for reply in (response, version, trusted.get(LIST)):
        assert reply.status_code == 200
        assert not numbers.digits_in(reply.content, typed)
        assert numbered.KEY not in reply.text


def test_an_acknowledgement_is_the_hand_over_and_comes_once(
    installation: Installation, caller: Caller, reviewer: Member
) -> None:
    number = examined(installation, reviewer)
    read = caller.get(f"{LIST}/{number}")
    address, etag = f"{LIST}/{number}/acknowledgement", read.headers["etag"]
    body = {"answers_revision": 1}
    assert problem_of(caller.post(address, body, If_Match=etag)) == (400, "idempotency_key_missing")
    assert problem_of(caller.post(address, body, Idempotency_Key="k")) == (428, "precondition_required")
    assert problem_of(caller.post(address, body, If_Match='"old"', Idempotency_Key="k")) == (412, "precondition_failed")
    wrong = caller.post(address, {"answers_revision": 2}, If_Match=etag, Idempotency_Key="k")
    assert problem_of(wrong) == (412, "precondition_failed")
    done = caller.post(address, body, If_Match=etag, Idempotency_Key="k")
    assert (done.status_code, done.json()["acknowledged_revision"]) == (200, 1)
    again = caller.post(address, body, If_Match=etag, Idempotency_Key="k")
    assert (again.json(), again.headers["idempotency-replayed"]) == (done.json(), "true")
    assert problem_of(caller.post(address, {"answers_revision": 2}, If_Match=etag, Idempotency_Key="k")) == (
        422, "idempotency_key_reused",
    )  # fmt: skip
    assert caller.post(address, body, If_Match=etag, Idempotency_Key="another").status_code == 200
    other = caller.post(address, {"answers_revision": 2}, If_Match=done.headers["etag"], Idempotency_Key="third")
    assert problem_of(other) == (409, "acknowledged_before")
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        batches = hand_overs.of_application(unit, row.id)
        assert applications.batch_numbers(unit, [row.id]) == {row.id: (batches[0].number,)}
    assert [(batch.layout, batch.duty) for batch in batches] == [(f"api:{caller.client_id}", DUTY)]
    assert [action for _, action, _ in acts(installation)].count("acknowledge application") == 1
    exporter = at_desk(installation, add_member(installation, "exporter", ("exporter", DUTY)))
    assert "API：介護保険システム" in exporter.get("/desk/exports")
    page = exporter.get(f"/desk/exports/batches/{batches[0].number}")
    assert ("ファイルはありません" in page, "再発行" in page, "介護保険システム" in page) == (True, False, True)
    exporter.get(f"/desk/exports/batches/{batches[0].number}/zip", 404)
    assert caller.get(LIST).json()["applications"][0]["acknowledged_revision"] == 1


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ("{", 400, "bad_request"), ("[]", 422, "invalid"), ("{}", 422, "invalid"), ('{"answers_revision":"1"}', 422, "invalid"),
        ('{"answers_revision":true}', 422, "invalid"),('{"answers_revision":1.5}', 422, "invalid"), ('{"answers_revision":1.0}', 404, "not_found"), ('{"answers_revision":1,"more":1}', 422, "invalid"),
        ('{"answers_revision":-1}', 422, "invalid"), ("[" * 5000, 400, "bad_request"), ('{"answers_revision":1e999}', 422, "invalid"),
        ("x" * 70_000, 413, "too_large"), ('{"answers_revision":1,"answers_revision":2}', 400, "bad_request"),
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_reported_where(caller: Caller, body: str, status: int, name: str) -> None:
    headers = caller.headers({"Content-Type": "application/json", "Idempotency-Key": "k", "If-Match": '"x"'})
    response = caller.client.post(f"{LIST}/26-000-000-000/acknowledgement", content=body, headers=headers)
    assert problem_of(response) == (status, name)
    assert response.headers["content-type"] == "application/problem+json"
    plain = caller.client.post(
        f"{LIST}/26-000-000-000/acknowledgement", content="{}", headers=caller.headers({"Content-Type": "text/plain"})
    )
    assert problem_of(plain) == (415, "unsupported_media_type")


def test_a_result_goes_the_way_of_a_decision_by_hand(
    installation: Installation, caller: Caller, reviewer: Member
) -> None:
    number = examined(installation, reviewer)
    read = caller.get(f"{LIST}/{number}")
    assert set(read.json()["outcomes"]) >= {"approved", "refused"}
    assert problem_of(put(caller, number, read.headers["etag"])) == (409, "not_acknowledged")
    etag = acknowledged(caller, number)
    for wrong in ({"outcome": "withdrawn"}, {"outcome": "x"}, {"words": ""}, {"document_number": "x" * 200}):
        assert problem_of(put(caller, number, etag, **wrong)) == (422, "invalid")
    assert problem_of(put(caller, number, '"old"')) == (412, "precondition_failed")
    accepted = put(caller, number, etag)
    assert accepted.json() == {"receipt_number": number, "did": "decided", "state": "refused"}
    assert put(caller, number, etag).json() == accepted.json()
    assert problem_of(put(caller, number, etag, words="別の理由")) == (422, "idempotency_key_reused")
    assert problem_of(put(caller, number, accepted.headers["etag"], key="r-2")) == (409, "conflict")
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert len(notices.of_application(unit, row.id)) == 1
        event = applications.events(unit, row.id)[-1]
    assert (event.move, event.actor) == ("decide", f"machine:{caller.client_id}")
    assert [action for _, action, _ in acts(installation)].count("decide application") == 1
    assert caller.get(f"{LIST}/{number}").json()["outcomes"] == []


def test_a_result_waits_for_the_sections_approver(installation: Installation, reviewer: Member) -> None:
    strict = with_approval(installation)
    approver = add_member(strict, "approver", ("approver", DUTY))
    caller = add_machine(strict).sign_in()
    number = examined(strict, reviewer)
    accepted = put(caller, number, acknowledged(caller, number))
    assert accepted.json() == {"receipt_number": number, "did": "proposed", "state": "examining"}
    assert problem_of(put(caller, number, accepted.headers["etag"], key="r-2")) == (409, "conflict")
    with strict.database.write() as unit:
        assert approve_outcome(strict, unit, approver, case_of_member(strict, unit, approver, number)) == "decide"
        unit.commit()
    assert caller.get(f"{LIST}/{number}").json()["state"] == "refused"


def test_while_nobody_was_informed_anyone_who_reviews_takes_a_machines_outcome_back(
    installation: Installation, reviewer: Member
) -> None:
    undo = with_undo(installation, 10)
    caller = add_machine(undo).sign_in()
    number = examined(undo, reviewer)
    assert put(caller, number, acknowledged(caller, number)).json()["did"] == "waits"
    with undo.database.write() as unit:
        take_outcome_back(undo, unit, reviewer, case_of_member(undo, unit, reviewer, number))
        unit.commit()
    assert caller.get(f"{LIST}/{number}").json()["outcomes"] != []


def test_the_names_of_questions_and_codes_are_reported(caller: Caller) -> None:
    offered = caller.get("/api/v1/procedures").json()["procedures"]
    current = next(entry for entry in offered if entry["procedure"] == PROCEDURE)
    assert {entry["duty"] for entry in offered} == {DUTY}
    version = caller.get(f"/api/v1/procedures/{PROCEDURE}/versions/{current['version']}").json()
    assert "name.family" in {entry["item"] for entry in version["items"]}
    assert {"item": "reason", "code": "lost"} in [
        {"item": entry["item"], "code": entry["code"]} for entry in version["codes"]
    ]
    assert caller.get(f"/api/v1/procedures/{PROCEDURE}/versions/999").status_code == 404


def test_calls_beyond_the_share_learn_when_to_go_on(installation: Installation, caller: Caller) -> None:
    few = installation.settings.model_copy(update={"api_calls_per_minute": 3})
    object.__setattr__(installation, "settings", few)
    answers = [caller.get("/api/v1/procedures") for _ in range(4)]
    assert [response.status_code for response in answers] == [200, 200, 200, 429]
    assert [response.headers["ratelimit-remaining"] for response in answers] == ["2", "1", "0", "0"]
    assert answers[0].headers["ratelimit-limit"] == "3"
    assert problem_of(answers[3]) == (429, "too_many")
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60


def test_who_tries_tokens_out_is_stopped(installation: Installation, caller: Caller) -> None:
    unknown = Caller(installation, "", "", caller.client, token="guess")
    statuses = [unknown.get(LIST).status_code for _ in range(61)]
    assert (set(statuses[:60]), statuses[60]) == ({401}, 429)
    assert caller.get(LIST).status_code == 200


def test_what_is_no_address_of_it_is_a_problem_too(caller: Caller) -> None:
    assert problem_of(caller.get("/api/v1/nothing")) == (404, "not_found")
    assert problem_of(caller.get("/api")) == (404, "not_found")
    refused = caller.client.delete(LIST)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    assert refused.json()["type"] == problem("method_not_allowed")


def test_a_bug_and_a_busy_database_are_problems_without_values(
    installation: Installation, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.routes.machines import api

    def bug(*_arguments: object) -> object:
        raise RuntimeError("髙見本")

    monkeypatch.setattr(api, "list_changes", bug)
    response = caller.get(LIST)
    assert problem_of(response) == (500, "bug")
    assert "髙見本" not in response.text
    assert response.json()["support_code"].isdigit()
