"""Keys in a hardware security module (PKCS#11), which wraps and opens data keys itself, in the format of `sealing`."""

import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Lock
from types import ModuleType
from typing import Any, TypeVar

from integrations.keys.refused import KeysRefused
from integrations.keys.sealing import KEY_BYTES, NONCE_BYTES, TAG_BYTES
from integrations.sockets.interfaces import AdapterError

_Result = TypeVar("_Result")
_PIN_ERRORS = ("PinIncorrect", "PinInvalid", "PinLenRange", "PinLocked", "PinExpired", "UserPinNotInitialized")
_locks: dict[int, Lock] = {}


class Token:
    """`module`: the maker's library, opened at the first use and after a failure. `report`: code and None when an outage begins,
    milliseconds when it ends. Raises KeysRefused."""

    pause = 1.0  # seconds in which a token that was away is not asked again
    quiet = 5.0  # seconds without a failure after which an outage is over

    def __init__(
        self, module: str, label: str, pin: str, report: Callable[[str, int | None], None] = lambda _code, _over: None
    ) -> None:
        self._module, self._label, self._pin, self._report = module, label, pin, report
        self._served = False  # before, an outage ends the start with its message
        self._outage, self._began, self._failed = "", 0.0, 0.0
        self._session: Any = None  # stays open: with the session that logged in the login ends
        self._keys: dict[str, Any] = {}
        self._process = os.getpid()
        self._broken = self._pin_refused = False
        self._away_until = 0.0
        with _calls():
            failure = _binding().PKCS11Error
            try:
                _binding().lib(module)
            except failure as error:
                # The class itself: no such library. Any other: the library is there and its token may be away.
                if type(error) is failure:
                    raise KeysRefused(f"KAKANAI_PKCS11_MODULE={module} cannot be loaded.") from None

    def make(self, key_id: str) -> None:
        """Raises KeysRefused or AdapterError."""
        with _calls():
            self._attempt(lambda: _make(self._opened().token, key_id))

    def demand(self, key_ids: Collection[str]) -> None:
        """Raises KeysRefused if a key is missing or can be read out; AdapterError."""
        for key_id in key_ids:
            try:
                safe = self._use(key_id, _is_safe)
            except KeyError:
                raise KeysRefused(
                    f"The token {self._label} has no key {key_id}: key file and token do not belong together."
                ) from None
            if not safe:
                raise KeysRefused(f"The token {self._label} lets its key {key_id} be read out: rotate to another.")

    def encrypt(self, key_id: str, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
        """Raises KeyError or AdapterError."""
        return self._use(key_id, lambda key: _encrypt(key, nonce, plain, bound_to))

    def decrypt(self, key_id: str, nonce: bytes, wrapped: bytes, bound_to: bytes) -> bytes:
        """Raises ValueError if they do not fit; KeyError or AdapterError."""
        return self._use(key_id, lambda key: _decrypt(key, nonce, wrapped, bound_to))

    def _use(self, key_id: str, act: Callable[[Any], _Result]) -> _Result:
        with _calls():
            return self._attempt(lambda: act(self._key(key_id)))

    def _attempt(self, act: Callable[[], _Result]) -> _Result:
        try:
            result = self._twice(act)
        except AdapterError as error:
            self._fail(error.code)
            raise
        self._succeed()
        return result

    def _fail(self, code: str) -> None:
        self._failed = time.monotonic()
        if code != self._outage and self._served:
            self._began, self._outage = self._failed, code
            self._report(code, None)

    def _succeed(self) -> None:
        now, self._served = time.monotonic(), True
        if self._outage and now - self._failed >= self.quiet:
            code, self._outage = self._outage, ""
            self._report(code, round((now - self._began) * 1000))

    def _twice(self, act: Callable[[], _Result]) -> _Result:
        # Opens a lost session again.
        failure = _binding().PKCS11Error
        try:
            return act()
        except failure:
            self._broken = True
        try:
            return act()
        except failure as error:
            self._broken, self._away_until = True, time.monotonic() + self.pause
            raise self._away(type(error).__name__) from None

    def _key(self, key_id: str) -> Any:
        session, binding = self._opened(), _binding()
        if key_id not in self._keys:
            session.generate_random(8)  # fails if the session is lost: a search would leave an error nobody can catch
            try:
                self._keys[key_id] = session.get_key(object_class=binding.ObjectClass.SECRET_KEY, label=key_id)
            except binding.NoSuchKey:
                raise KeyError(key_id) from None
        return self._keys[key_id]

    def _opened(self) -> Any:
        if self._session is not None and not self._broken and self._process == os.getpid():
            return self._session
        self._demand_attempt()
        binding = _binding()
        library = binding.lib(self._module)
        if self._session is not None or self._broken:  # a forked process, too, has to start again (PKCS#11 2.40, 2.6)
            library.reinitialize()
        self._session, self._keys, self._process, self._broken = None, {}, os.getpid(), False
        token = library.get_token(token_label=self._label)
        try:
            self._session = token.open(user_pin=self._pin)
        except binding.UserAlreadyLoggedIn:
            self._session = token.open()
        except binding.PKCS11Error as error:
            self._pin_refused = type(error).__name__ in _PIN_ERRORS
            self._demand_attempt()
            raise
        return self._session

    def _demand_attempt(self) -> None:
        # A refused PIN is never tried again: a token locks itself after a few.
        if self._pin_refused:
            raise AdapterError(
                "TOKEN_PIN", f"the token {self._label} refuses the PIN in KAKANAI_PKCS11_PIN_FILE", permanent=False
            )
        if time.monotonic() < self._away_until:
            raise self._away("asked a moment ago")

    def _away(self, why: str) -> AdapterError:
        return AdapterError("TOKEN_AWAY", f"the token {self._label} does not answer ({why})", permanent=False)


@dataclass(frozen=True)
class TokenKey:
    """A `Cipher`."""

    token: Token
    key_id: str

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes, /) -> bytes:
        return self.token.encrypt(self.key_id, nonce, plain, bound_to)

    def decrypt(self, nonce: bytes, wrapped: bytes, bound_to: bytes, /) -> bytes:
        return self.token.decrypt(self.key_id, nonce, wrapped, bound_to)


def _calls() -> Lock:
    # The binding initialises a library for one thread at a time. In a forked process the parent's lock may never open.
    return _locks.setdefault(os.getpid(), Lock())


def _binding() -> ModuleType:
    try:
        import pkcs11  # noqa: PLC0415 - only who has a token needs it
    except ImportError:
        raise KeysRefused("Keys are in a token, and python-pkcs11 is not installed; see docs/key-files.md.") from None
    return pkcs11


def _make(token: Any, key_id: str) -> None:
    binding = _binding()
    allowed = dict.fromkeys(("SENSITIVE", "PRIVATE", "ENCRYPT", "DECRYPT"), True)
    allowed |= dict.fromkeys(("EXTRACTABLE", "MODIFIABLE", "WRAP", "UNWRAP", "SIGN", "VERIFY", "DERIVE"), False)
    with token.open(rw=True) as session:
        session.generate_key(
            binding.KeyType.AES, KEY_BYTES * 8, label=key_id, id=key_id.encode(), store=True,
            template={binding.Attribute[name]: value for name, value in allowed.items()},
        )  # fmt: skip


def _is_safe(key: Any) -> bool:
    attribute = _binding().Attribute
    return bool(key[attribute.SENSITIVE] and not key[attribute.EXTRACTABLE])


def _encrypt(key: Any, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
    encrypted: bytes = key.encrypt(plain, **_gcm(nonce, bound_to))
    return encrypted


def _decrypt(key: Any, nonce: bytes, wrapped: bytes, bound_to: bytes) -> bytes:
    try:
        plain: bytes = key.decrypt(wrapped, **_gcm(nonce, bound_to))
    except _binding().PKCS11Error:
        # Makers answer a wrong tag with different errors, general ones among them: if the key opens something else,
        # it is not the token that fails.
        other = os.urandom(NONCE_BYTES)
        key.decrypt(_encrypt(key, other, b"does it open", b""), **_gcm(other, b""))
        raise ValueError("the tag does not fit") from None
    return plain


def _gcm(nonce: bytes, bound_to: bytes) -> dict[str, Any]:
    binding = _binding()
    return {
        "mechanism": binding.Mechanism.AES_GCM,
        "mechanism_param": binding.GCMParams(nonce, bound_to, TAG_BYTES * 8),
    }
