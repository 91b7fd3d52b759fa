"""Draws the avatars of people and projects: SVG images with their initials on a color."""

import zlib
from html import escape
from urllib.parse import quote

from falcon import Request, Response

PATH = "/avatars/{initials}.svg"
SIZES = ("16x16", "24x24", "32x32", "48x48")
MAX_INITIALS = 8


def avatar_urls(base_url: str, name: str) -> dict[str, str]:
    """The URL of the avatar by size, for each size that Jira lists. All URLs are the same, because SVG images scale."""
    return dict.fromkeys(SIZES, avatar_url(base_url, name))


def avatar_url(base_url: str, name: str) -> str:
    """The URL of the avatar for a name."""
    initials = "".join(word[0] for word in name.split()[:2]).upper() or "-"
    return base_url + PATH.format(initials=quote(initials, safe=""))


class Avatar:
    """Serves avatars. They are public, because they show only the initials in their URL."""

    def on_get(self, req: Request, resp: Response, initials: str) -> None:
        letters = initials.removesuffix(".svg")[:MAX_INITIALS]
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
