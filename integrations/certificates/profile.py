"""What a certificate of a card looks like: 公的個人認証サービス プロファイル仕様書, as far as public sources tell. Data, because several
points are unconfirmed and the next card changes some."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.certificate_sockets import Environment, Kind

ARC = "1.2.392.200149.8.5"
NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS = (f"{ARC}.5.{number}" for number in range(1, 7))
SIGN_POLICY, SIGN_TEST_POLICY, AUTH_POLICY = f"{ARC}.1.1.20", f"{ARC}.1.0.20", f"{ARC}.1.3.30"
# Unconfirmed: no public source tells the test policy of 利用者証明用.
AUTH_TEST_POLICY = f"{ARC}.1.0.30"
# The name of every authority made for practice. No real one bears it, and no store for real cards takes it.
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
    """`policies`: the one that a certificate must name. `usages`: the key usages it must have, and no others."""

    policies: Mapping[tuple[Environment, Kind], str] = field(default_factory=_policies)
    usages: Mapping[Kind, frozenset[str]] = field(
        default_factory=lambda: {
            "sign": frozenset({"digital_signature", "content_commitment"}),
            "auth": frozenset({"digital_signature"}),
        }
    )

    def is_for_tests(self, policy: str) -> bool:
        return policy in {self.policies["test", "sign"], self.policies["test", "auth"]}
