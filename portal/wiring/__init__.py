"""The only package that names adapters."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.wiring.installing import demand_number_keys, demand_receipt_key, demand_register, install

__all__ = ["demand_number_keys", "demand_receipt_key", "demand_register", "install"]


def __getattr__(name: str) -> Any:
    """`installing` imports the whole service; commands for key files need `key_token` alone."""
    if name not in __all__:
        raise AttributeError(name)
    from portal.wiring import installing  # noqa: PLC0415

    return getattr(installing, name)
