"""法人番号システム Web-API, version 4: `GET /4/num?id=…&number=…&type=02&history=0` (CSV in UTF-8)."""

from urllib.parse import urlencode

from integrations.corporations.rows import corporation_of
from integrations.http import Transport
from integrations.sockets.corporation_socket import Corporation
from integrations.sockets.interfaces import AdapterError

API = "https://api.houjin-bangou.nta.go.jp/4"
_CSV_UTF8 = "02"


class CorporationWebApi:
    name = "web-api"

    def __init__(self, address: str, application_id: str, transport: Transport) -> None:
        self._address, self._id, self._transport = address, application_id, transport

    def look_up(self, number: str) -> Corporation | None:
        query = {"id": self._id, "number": number, "type": _CSV_UTF8, "history": "0"}
        reply = self._transport.get(f"{self._address}/num?{urlencode(query)}")
        if reply.status >= 500 or reply.status == 429:
            raise AdapterError("PROVIDER_UNAVAILABLE", f"status {reply.status}", permanent=False)
        if reply.status != 200:  # 400 for a wrong parameter, 403 and 404 for an unknown id
            raise AdapterError("PROVIDER_CONFIG", f"status {reply.status}", permanent=True)
        # The first line is about the response: date, number of rows, part, parts.
        _, *rows = reply.text.removeprefix("\ufeff").splitlines() or [""]
        try:
            return corporation_of(rows, number)
        except ValueError:
            raise AdapterError("PROVIDER_UNAVAILABLE", "no CSV of corporations", permanent=False) from None
