"""Pictures for people and projects: their initials on a colour, drawn here, loaded from nowhere else."""

import zlib
from html import escape
from urllib.parse import quote

from falcon import Request, Response

PATH = "/avatars/{initials}.svg"
SIZES = ("16x16", "24x24", "32x32", "48x48")
LONGEST = 8


def addresses(base_url: str, name: str) -> dict[str, str]:
    """Where the picture is, as Jira lists it by size; a drawing fits all of them."""
    return dict.fromkeys(SIZES, address(base_url, name))


def address(base_url: str, name: str) -> str:
    initials = "".join(word[0] for word in name.split()[:2]).upper() or "-"
    return base_url + PATH.format(initials=quote(initials, safe=""))


class Avatar:
    """Draws initials. They are all that it knows, so that anybody may look."""

    def on_get(self, req: Request, resp: Response, initials: str) -> None:
        letters = initials.removesuffix(".svg")[:LONGEST]
        hue = zlib.crc32(letters.encode("utf-8", "replace")) % 360
        resp.content_type = "image/svg+xml"
        resp.set_header("Content-Security-Policy", "default-src 'none'")
        resp.set_header("Cache-Control", "public, max-age=86400")
        resp.text = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
            f'<rect width="48" height="48" rx="24" fill="hsl({hue} 45% 40%)"/>'
            '<text x="24" y="31" text-anchor="middle" font-family="sans-serif" font-size="20" fill="#fff">'
            f"{escape(letters)}</text></svg>"
        )
