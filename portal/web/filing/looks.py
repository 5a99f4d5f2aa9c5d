from fastapi.responses import Response

# At growing intervals, so that slow readers are not interrupted; then a link remains.
_SECONDS = (5, 10, 20, 40)


def looks_so_far(sent: str) -> int:
    # From the address; 0: it does not wait.
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0


def by_itself(looks: int) -> bool:
    return 0 < looks <= len(_SECONDS)


def look_again(response: Response, looks: int, address: str) -> Response:
    if by_itself(looks):
        response.headers["Refresh"] = f"{_SECONDS[looks - 1]};url={address}"
    return response
