"""公的個人認証サービス プロファイル仕様書, from public sources; some points are unconfirmed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.sockets.certificate_sockets import Environment, Kind

ARC = "1.2.392.200149.8.5"
NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS = (f"{ARC}.5.{number}" for number in range(1, 7))
SIGN_POLICY, SIGN_TEST_POLICY, AUTH_POLICY = f"{ARC}.1.1.20", f"{ARC}.1.0.20", f"{ARC}.1.3.30"
# Unconfirmed: no public source gives the test policy of 利用者証明用.
AUTH_TEST_POLICY = f"{ARC}.1.0.30"
# Organisation of all practice authorities. No real one has it; stores for real cards refuse it.
SYNTHETIC = "JPKI-TEST-SYNTHETIC"


def _policies() -> Mapping[tuple[Environment, Kind], str]:
    return {
        ("prod", "sign"): SIGN_POLICY,
        ("prod", "auth"): AUTH_POLICY,
        ("test", "sign"): SIGN_TEST_POLICY,
        ("test", "auth"): AUTH_TEST_POLICY,
    }


@dataclass(frozen=True)
class Profile:
    """`usages` are exact."""

    policies: Mapping[tuple[Environment, Kind], str] = field(default_factory=_policies)
    usages: Mapping[Kind, frozenset[str]] = field(
        default_factory=lambda: {
            "sign": frozenset({"digital_signature", "content_commitment"}),
            "auth": frozenset({"digital_signature"}),
        }
    )

    def is_for_tests(self, policy: str) -> bool:
        return policy in {self.policies["test", "sign"], self.policies["test", "auth"]}
