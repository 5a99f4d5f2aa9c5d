"""Each code of a refusal has a test that reaches it; `make mutants` verifies this."""

import ast
import re
from collections.abc import Mapping

from integrations.sockets.identity_codes import IdentityCode as Code
from tests.house.tree import ROOT

_IDENTITY, _CERTIFICATES = "tests/integrations/identity", "tests/integrations/certificates"
_DAS, _TOKEN, _AGENT = f"{_IDENTITY}/test_das.py", f"{_IDENTITY}/test_id_token.py", f"{_IDENTITY}/test_card_agent.py"
_SIGN_IN, _EVERY = f"{_IDENTITY}/test_card_sign_in.py", f"{_IDENTITY}/test_identity_provider_conformance.py"
_JUDGE, _WHOSE = f"{_CERTIFICATES}/test_verifier.py", f"{_CERTIFICATES}/test_whose_card.py"

REACHED: Mapping[Code, tuple[str, str]] = {
    Code.USER_CANCELLED: (_EVERY, "test_stopping_is_an_ordinary_end"),
    Code.PROVIDER_UNAVAILABLE: (_EVERY, "test_a_neighbour_that_is_gone_is_not_ready_and_worth_another_try"),
    Code.PROVIDER_TIMEOUT: (_DAS, "test_a_provider_that_is_slow_is_given_up_and_worth_another_try"),
    Code.PROVIDER_CONFIG: (_DAS, "test_a_key_that_is_not_the_portals_is_refused"),
    Code.RATE_LIMITED: (f"{_IDENTITY}/test_refusals.py", "test_an_answer_of_the_token_endpoint"),
    Code.STATE_MISMATCH: (_EVERY, "test_a_callback_of_another_attempt_is_refused"),
    Code.NONCE_REPLAYED: (_TOKEN, "test_another_attempts_nonce_is_refused"),
    Code.NONCE_EXPIRED: (_AGENT, "test_what_a_question_must_say"),
    Code.CODE_REUSED: (_EVERY, "test_a_code_is_good_once"),
    Code.TOKEN_INVALID_SIG: (_AGENT, "test_a_question_that_the_portal_did_not_ask_now_is_refused"),
    Code.TOKEN_ALG: (_TOKEN, "test_another_algorithm_is_refused_even_with_a_key_that_is_public"),
    Code.TOKEN_EXPIRED: (_TOKEN, "test_a_token_of_another_time_is_refused"),
    Code.ISSUER_MISMATCH: (_TOKEN, "test_another_issuer_is_refused"),
    Code.AUDIENCE_MISMATCH: (_TOKEN, "test_a_token_for_somebody_else_is_refused"),
    Code.ACR_INSUFFICIENT: (_TOKEN, "test_a_lower_level_is_refused"),
    Code.AUTH_NOT_FRESH: (_TOKEN, "test_who_is_asked_again_and_comes_by_an_earlier_proof_is_refused"),
    Code.SCOPE_MISSING: (_DAS, "test_an_odd_token_answer_is_judged"),
    Code.SUB_MISMATCH: (_DAS, "test_attributes_without_an_owner_are_nobodys"),
    Code.PIN_WRONG: (_AGENT, "test_a_wrong_pin_shows_the_tries_that_are_left_until_there_are_none"),
    Code.PIN_LOCKED: (_AGENT, "test_a_wrong_pin_shows_the_tries_that_are_left_until_there_are_none"),
    Code.CARD_REMOVED: (_AGENT, "test_what_goes_wrong_at_the_reader_is_reported"),
    Code.CARD_UNSUPPORTED: (_AGENT, "test_a_card_without_what_is_asked_for_is_reported_so"),
    Code.CERT_EXPIRED: (_SIGN_IN, "test_the_term_and_the_algorithm_of_the_card_count"),
    Code.CERT_NOT_YET_VALID: (_SIGN_IN, "test_a_card_that_was_not_yet_issued_is_not_believed"),
    Code.CERT_REVOKED: (_SIGN_IN, "test_who_died_or_lost_the_card_is_informed_by_the_list"),
    Code.CERT_ADDRESS_CHANGED: (
        f"{_CERTIFICATES}/test_verifier_and_revocation.py", "test_a_revoked_certificate_is_refused_whatever_the_reason",
    ),
    Code.CERT_UNTRUSTED: (_JUDGE, "test_an_authority_of_the_same_name_that_nobody_pinned_is_a_stranger"),
    Code.CERT_WRONG_TYPE: (_SIGN_IN, "test_the_certificate_for_signatures_proves_nobody_here"),
    Code.CERT_WRONG_POLICY: (_JUDGE, "test_a_certificate_of_another_shape_is_refused_for_its_shape"),
    Code.CERT_TEST_IN_PROD: (_JUDGE, "test_a_card_for_tests_is_refused_where_real_ones_are_expected"),
    Code.CERT_MALFORMED: (_SIGN_IN, "test_another_cards_certificate_beside_the_signature_is_found"),
    Code.REVOCATION_UNKNOWN: (_SIGN_IN, "test_a_list_that_cannot_be_asked_lets_nobody_in_and_is_worth_another_try"),
    Code.REVOCATION_STALE: (f"{_CERTIFICATES}/test_responder.py", "test_an_old_answer_is_stale"),
    Code.SIGNATURE_INVALID: (_SIGN_IN, "test_a_signature_is_for_one_challenge_of_one_portal"),
    Code.DOCUMENT_MISMATCH: (_JUDGE, "test_a_good_signature_under_another_document_is_distinguished_from_a_bad_one"),
    Code.ATTRIBUTE_MISMATCH: (_WHOSE, "test_the_one_who_is_to_sign_is_known_by_name_and_birthday"),
    Code.SUBSTITUTE_CHARACTERS: (
        _WHOSE, "test_a_card_that_cannot_write_its_name_goes_to_a_person_and_decides_nothing",
    ),
}  # fmt: skip
# The portal raises it (`MandateEnded`) and tests it; no adapter does.
OF_THE_PORTAL = {Code.DELEGATION_INVALID}


def test_each_reason_has_its_test() -> None:
    assert set(REACHED) | OF_THE_PORTAL == set(Code)
    assert not set(REACHED) & OF_THE_PORTAL
    assert {code: place for code, place in REACHED.items() if code not in named(*place)} == {}


def named(file: str, test: str) -> set[str]:
    """Empty if there is no such test."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    body = ast.parse("\n".join(lines)).body
    tables = {
        target.id: words(lines, node.lineno, node.end_lineno)
        for node in body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name == test:
            mentioned = words(
                lines, min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]), node.end_lineno
            )
            return mentioned.union(*(tables[name] for name in mentioned & tables.keys()))
    return set()


def words(lines: list[str], first: int, last: int | None) -> set[str]:
    return set(re.findall(r"\b[A-Z][A-Z_]+\b", "\n".join(lines[first - 1 : last])))
