"""Which addresses Telegram takes for links."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"^[^\s.@/]+(\.[^\s.@/]+)+$")


def checked(url: str) -> str:
    """The address as Telegram stores it; ValueError says, in its words, why it is none."""
    scheme = re.match(r"^([A-Za-z][A-Za-z0-9+.-]*)://", url)
    if not scheme:
        url = f"http://{url}"
    if scheme and scheme[1].lower() in ("tg", "ton"):
        return url
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise ValueError("Unsupported URL protocol")
    return _web(url)


def person(url: str) -> int | None:
    """The user id in a tg://user?id=… link, which mentions that person."""
    match = re.match(r"^tg:(?://)?user\?id=(\d+)$", url)
    return int(match[1]) if match else None


def _web(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("Wrong HTTP URL") from None
    # A name without a dot (localhost) is no address for Telegram.
    if not _HOST.match(host) or " " in url:
        raise ValueError("Wrong HTTP URL")
    return url if parts.path else parts._replace(path="/").geturl()
