"""口座振替 registered at the bank (Web口振)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# `open`: no result yet.
DEBIT_STATES = ("open", "registered", "failed", "cancelled")


@dataclass(frozen=True)
class DebitOrder:
    # Holds no personal data: account and name are given by the resident at the bank's page.

    number: str  # random, identifies the registration on both sides; beginning it twice is one
    title: str  # what is drawn
    return_url: str
    callback_url: str
    ends_at: datetime


@dataclass(frozen=True)
class DebitAccount:
    bank: str  # 4 digits
    branch: str  # 3 digits
    kind: str  # 預金種目 of 全銀 files: 1 普通, 2 当座, 4 貯蓄
    number: str  # 7 digits
    holder: str  # 全銀の文字


@dataclass(frozen=True)
class DebitAnswer:
    number: str
    state: str  # one of DEBIT_STATES
    account: DebitAccount | None = None  # of `registered`, if the service discloses it
    reference: str = ""  # the service's own number


class DebitRegistrar(Protocol):
    # Raises AdapterError without a valid answer.

    name: str

    def begin(self, order: DebitOrder) -> str:
        # The address of the bank's page; of the same number the same.
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> DebitAnswer:
        # `headers` in lower case. Raises AdapterError NOTICE_UNSIGNED, NOTICE_OLD or NOTICE_MALFORMED, all permanent.
        ...

    def status(self, number: str) -> DebitAnswer:
        # Raises AdapterError ORDER_UNKNOWN (permanent).
        ...

    def ready(self) -> bool:
        # For `/readyz`.
        ...
