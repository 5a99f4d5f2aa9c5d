"""An S3 server over a socket that verifies signatures (AWS Signature Version 4)."""

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

REGION, KEY_ID, SECRET = "ap-northeast-1", "KAKANAITESTKEY", "a-secret/of+the-storage"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


def signature(
    method: str, target: str, headers: Mapping[str, str], signed: str, scope: tuple[str, str], secret: str
) -> str:
    """`headers` have lower-case names; `scope` is day and region."""
    path, _, query = target.partition("?")
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in parse_qsl(query, True))
    canonical = [
        method, path, "&".join(f"{name}={value}" for name, value in pairs),
        *(f"{name}:{' '.join(headers.get(name, '').split())}" for name in signed.split(";")),
        "", signed, headers.get("x-amz-content-sha256", ""),
    ]  # fmt: skip
    credential_scope = f"{scope[0]}/{scope[1]}/s3/aws4_request"
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    string_to_sign = "\n".join(("AWS4-HMAC-SHA256", headers.get("x-amz-date", ""), credential_scope, digest))
    key = f"AWS4{secret}".encode()
    for part in credential_scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, string_to_sign.encode(), "sha256").hex()


@dataclass
class Storage:
    """`appeared`: keys in order of publication; `calls`: method and key of each authenticated call; `write_only` refuses
    reads; `broken`: statuses to answer first (500, or 0 to cut the connection).
    """

    bucket: str = "kakanai"
    secret: str = SECRET
    address: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    appeared: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    write_only: bool = False
    broken: list[int] = field(default_factory=list)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    claimed_sums: dict[str, str] = field(default_factory=dict)  # claimed checksum of each multipart upload
    changed: dict[str, datetime] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    listed: int = 1000  # objects per answer of a list

    def show(self, key: str, body: bytes, digest: str) -> None:
        self.objects[key], self.sums[key] = body, digest
        self.appeared.append(key)
        self.changed[key] = self.now


@contextmanager
def serving(storage: Storage) -> Iterator[Storage]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"storage": storage}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    storage.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield storage
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    storage: Storage
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None: ...

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.storage.broken:
            status = self.storage.broken.pop(0)
            self.close_connection = True
            if status:
                # So that no later call goes out on a connection that ends at that moment.
                self._answer(status, _error("InternalError"), Connection="close")
            return
        if fault := self._disbelieved(headers, body):
            self._answer(403, _error(fault))
            return
        _, bucket, key = (unquote(urlsplit(self.path).path) + "/").split("/", 2)
        key = key.removesuffix("/")
        self.storage.calls.append(f"{self.command} {key}")
        if bucket != self.storage.bucket:
            self._answer(404, _error("NoSuchBucket"))
            return
        self._do(key, dict(parse_qsl(urlsplit(self.path).query, True)), headers, body)

    do_PUT = do_GET = do_HEAD = do_POST = do_DELETE = _handle  # noqa: N815

    def _disbelieved(self, headers: Mapping[str, str], body: bytes) -> str:
        match = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if not match:
            return "AccessDenied"
        key_id, day, region, signed, claimed = match.groups()
        if key_id != KEY_ID:
            return "InvalidAccessKeyId"
        if region != REGION or not headers.get("x-amz-date", "").startswith(day):
            return "AuthorizationHeaderMalformed"
        if not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(signed.split(";")):
            return "AccessDenied"
        if headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        expected = signature(self.command, self.path, headers, signed, (day, region), self.storage.secret)
        return "" if hmac.compare_digest(expected, claimed) else "SignatureDoesNotMatch"

    def _do(self, key: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> None:
        storage, upload = self.storage, query.get("uploadId", "")
        digest = headers.get("x-amz-meta-sha256", "")
        if self.command == "GET" and not key:
            self._answer(200, self._listed(query))
        elif self.command in ("GET", "HEAD"):
            self._answer(403, _error("AccessDenied")) if storage.write_only else self._fetch(key)
        elif self.command == "PUT" and upload:
            storage.parts[upload][int(query["partNumber"])] = body
            self._answer(200, b"", ETag=_etag(body))
        elif self.command == "PUT" and "x-amz-copy-source" in headers:
            self._copy(unquote(headers["x-amz-copy-source"]).strip("/").partition("/")[2], key)
        elif self.command == "PUT":
            storage.show(key, body, digest)
            self._answer(200, b"", ETag=_etag(body))
        elif self.command == "POST" and "uploads" in query:
            upload = f"upload-{len(storage.claimed_sums) + 1}"
            storage.parts[upload], storage.claimed_sums[upload] = {}, digest
            inner = f"<Bucket>{storage.bucket}</Bucket><Key>{key}</Key><UploadId>{upload}</UploadId>"
            self._answer(200, f"<InitiateMultipartUploadResult>{inner}</InitiateMultipartUploadResult>".encode())
        elif self.command == "POST" and "delete" in query:
            self._delete(body)
        elif self.command == "POST":
            content = b"".join(part for _, part in sorted(storage.parts.pop(upload).items()))
            storage.show(key, content, storage.claimed_sums[upload])
            inner = f"<Key>{key}</Key><ETag>{_etag(content)}</ETag>"
            self._answer(200, f"<CompleteMultipartUploadResult>{inner}</CompleteMultipartUploadResult>".encode())
        else:
            storage.parts.pop(upload, None)
            self._answer(204, b"")

    def _delete(self, body: bytes) -> None:
        # What is not there counts as deleted.
        names = re.findall(r"<Key>([^<]+)</Key>", body.decode())
        for name in names:
            for kept in (self.storage.objects, self.storage.sums, self.storage.changed):
                kept.pop(name, None)
        deleted = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _copy(self, origin: str, key: str) -> None:
        if origin not in self.storage.objects:
            self._answer(404, _error("NoSuchKey"))
            return
        self.storage.show(key, self.storage.objects[origin], self.storage.sums[origin])
        self._answer(200, f"<CopyObjectResult><ETag>{_etag(b'')}</ETag></CopyObjectResult>".encode())

    def _listed(self, query: Mapping[str, str]) -> bytes:
        # Version 2; the token is the last key of the list before.
        storage, after = self.storage, query.get("continuation-token", "")
        keys = [key for key in sorted(storage.objects) if key.startswith(query.get("prefix", "")) and key > after]
        shown, more = keys[: storage.listed], len(keys) > storage.listed
        entries = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(storage.objects[key])}</Size><ETag>{_etag(storage.objects[key])}</ETag>"
            f"<LastModified>{storage.changed[key]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for key in shown
        )
        token = f"<NextContinuationToken>{shown[-1]}</NextContinuationToken>" if more else ""
        head = f"<Name>{storage.bucket}</Name><IsTruncated>{str(more).lower()}</IsTruncated><KeyCount>{len(shown)}</KeyCount>"
        return f"<ListBucketResult>{head}{token}{entries}</ListBucketResult>".encode()

    def _fetch(self, key: str) -> None:
        if key not in self.storage.objects:
            self._answer(404, _error("NoSuchKey"))
            return
        body, digest = self.storage.objects[key], self.storage.sums[key]
        headers = {"x-amz-meta-sha256": digest} if digest else {}
        self._answer(200, body, ETag=_etag(body), **{"Last-Modified": "Fri, 20 Nov 2026 00:30:00 GMT"}, **headers)

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><AWSAccessKeyId>{KEY_ID}</AWSAccessKeyId></Error>".encode()
