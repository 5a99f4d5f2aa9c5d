"""The one room that names plugs: settings in, a running installation out."""

from portal.wiring.installing import demand_number_keys, demand_receipt_key, demand_register, install

__all__ = ["demand_number_keys", "demand_receipt_key", "demand_register", "install"]
