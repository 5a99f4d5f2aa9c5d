import secrets
from dataclasses import dataclass, field, replace
from threading import Lock


@dataclass(frozen=True)
class Order:
    number: str
    merchant: str
    amount: int
    currency: str
    title: str
    return_url: str
    callback_url: str
    ends_at: str
    paying: str
    state: str = "open"
    calls: int = 0
    returned: dict[str, int] = field(default_factory=dict)  # idempotency key → yen

    @property
    def content(self) -> dict[str, object]:
        return {
            "number": self.number, "merchant": self.merchant, "state": self.state, "amount": self.amount,
            "currency": self.currency, "reference": f"MOCK-{self.number[:8]}",
        }  # fmt: skip


class Orders:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._orders: dict[str, Order] = {}

    def begin(self, order: Order) -> Order:
        with self._lock:
            return self._orders.setdefault(order.number, order)

    def of(self, number: str) -> Order | None:
        return self._orders.get(number)

    def of_page(self, paying: str) -> Order | None:
        return next((order for order in self._orders.values() if secrets.compare_digest(order.paying, paying)), None)

    def give_back(self, number: str, amount: int, key: str) -> Order | None:
        """None if there is not so much to give back."""
        with self._lock:
            order = self._orders[number]
            if key in order.returned:
                return order
            returned = {**order.returned, key: amount}
            if order.state != "paid" or amount < 1 or sum(returned.values()) > order.amount:
                return None
            state = "refunded" if sum(returned.values()) == order.amount else "paid"
            order = self._orders[number] = replace(order, state=state, returned=returned)
            return order

    def settle(self, number: str, state: str) -> Order:
        """A refund is final."""
        with self._lock:
            order = self._orders[number]
            if order.state != "refunded":
                order = self._orders[number] = replace(order, state=state)
            return order
