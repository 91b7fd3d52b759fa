"""Requests that our own pages send to the API, with the browser's session instead of a token.

Browsers add cookies to requests from all sites, so three checks ensure that a page of ours sent the request. Other sites can't send
the header `X-Andante-Page`, because the server never allows it in response to a preflight request. Browsers add `Sec-Fetch-Site`, but
only over https. They add `Origin` to all requests that write.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from falcon import Request

from .errors import Unauthorized

PAGE_HEADER = "X-Andante-Page"
SESSION_COOKIE = "andante_session"
DEFAULT_PORTS = {"http": 80, "https": 443}


def cookie_name(name: str, *, is_secure: bool) -> str:
    """With the prefix __Host-, browsers don't let other hosts of the domain set the cookie. It requires https."""
    return f"__Host-{name}" if is_secure else name


def session_secret(req: Request, base_url: str) -> str | None:
    """The secret of the session in a request from a page of ours, which may be empty; None if the request isn't from a page. Raises
    Unauthorized if the page isn't ours. `base_url`: the URL of this server for browsers."""
    if not req.get_header(PAGE_HEADER):
        return None
    is_ours = req.get_header("Sec-Fetch-Site") in (None, "same-origin")
    if is_ours and req.method not in ("GET", "HEAD"):
        is_ours = (req.get_header("Origin") or "").lower() == origin(base_url)
    if not is_ours:
        raise Unauthorized(f"Only the pages at {origin(base_url)} may use a session. Is the server's public URL set correctly?")
    return req.cookies.get(cookie_name(SESSION_COOKIE, is_secure=base_url.startswith("https:"))) or ""


@lru_cache(maxsize=100)
def origin(url: str) -> str:
    """The scheme, host and port of a URL, as browsers send them in the header `Origin`: in lower case, without a default port."""
    parts = urlsplit(url.lower())
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, DEFAULT_PORTS.get(parts.scheme)) else "")
