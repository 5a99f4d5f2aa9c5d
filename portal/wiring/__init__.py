"""The only package that names adapters."""

from portal.wiring.installing import demand_number_keys, demand_receipt_key, demand_register, install

__all__ = ["demand_number_keys", "demand_receipt_key", "demand_register", "install"]
