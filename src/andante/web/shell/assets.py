"""Serves the scripts, styles and icons in the folders of the screens.

`/static/<digest>/week/week-grid.js` is the file `web/week/week-grid.js`, so relative imports between scripts work on disk and in browsers.
The digest changes with every file, and browsers keep a file for as long as its address is used. There are two exceptions, because each
request costs time: all styles of the shell are also in one file, and the scripts that most pages need are sent as one.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flask import Response, abort, g, request

ROOT = Path(__file__).parents[1]
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
"""The files that are served, by suffix."""

STYLES = "shell/css/all.css"
"""All files of `shell/css` in one: first the tokens and elements, then the components."""

SCRIPTS = "shell/js/all.js"
"""A module that exports the modules that most pages need. It is sent with their content instead."""

_PART = re.compile(r'^(?:export \* from|import) "\./([\w-]+\.js)";$', re.MULTILINE)
_STYLE_COMMENT = re.compile(rb"[ \t]*/\*.*?\*/\n?", re.DOTALL)
_COMMENT = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r'^import \{[^}]*\} from "[^"]+";\n', re.MULTILINE)

MAX_AGE_SECONDS = 365 * 86_400
MIN_COMPRESSED_BYTES = 500


class Asset(NamedTuple):
    """A file to serve. `compressed`: with gzip, or None if that isn't worth it."""

    content: bytes
    compressed: bytes | None
    type: str


class Assets:
    """The files to serve below a folder.

    An installed package doesn't change, so its digest is computed once, from the contents of the files. In a checkout, the digest follows
    the times of modification, so that a reload shows what was edited.
    """

    def __init__(self, root: Path, *, changes: bool) -> None:
        self.root = root
        self._changes = changes
        self._digest = ""
        self._loaded: dict[str, Asset] = {}

    @property
    def digest(self) -> str:
        if self._changes or not self._digest:
            digest = self._compute_digest()
            if digest != self._digest:
                self._digest, self._loaded = digest, {}
        return self._digest

    def path(self, name: str) -> str:
        """The path of a file, relative to the start page. Raises LookupError if it isn't served."""
        return f"static/{self.digest}/{self.check(name)}"

    def check(self, name: str) -> str:
        """The name of a file that is served. Raises LookupError for all others."""
        if self.find(name) is None:
            raise LookupError(f"{name} is not a static file")
        return name

    def find(self, name: str) -> Asset | None:
        """The file at this path below the root. None if it doesn't exist or isn't served."""
        if name not in self._loaded and name == STYLES:
            self._loaded[name] = _asset(_STYLE_COMMENT.sub(b"", b"".join(file.read_bytes() for file in self._styles())), ".css")
        elif name not in self._loaded and name == SCRIPTS:
            self._loaded[name] = _asset(self._scripts(), ".js")
        elif name not in self._loaded:
            file = next((file for file in self.files() if file.relative_to(self.root).as_posix() == name), None)
            if file is None:
                return None
            content = file.read_bytes()
            self._loaded[name] = _asset(_without_comments(content) if file.suffix == ".js" else content, file.suffix)
        return self._loaded[name]

    def _styles(self) -> list[Path]:
        first = ("tokens.css", "base.css")
        return sorted(
            (self.root / STYLES).parent.glob("*.css"), key=lambda file: (file.name not in first, file.name != first[0], file.name)
        )

    def _scripts(self) -> bytes:
        """The content of the modules without their imports of each other. Their names are unique; a test checks it."""
        source = self.root / SCRIPTS
        modules = (source.with_name(name) for name in _PART.findall(source.read_text(encoding="utf-8")))
        return _without_comments("\n".join(_IMPORT.sub("", module.read_text(encoding="utf-8")) for module in modules).encode())

    def files(self) -> Iterator[Path]:
        """The files that are served as they are, in alphabetical order."""
        return (Path(entry.path) for entry in self._entries())

    def _entries(self) -> list["os.DirEntry[str]"]:
        return sorted(_served_files(self.root), key=lambda entry: entry.path)

    def _compute_digest(self) -> str:
        hash = hashlib.sha256()
        root = len(str(self.root)) + 1
        for entry in self._entries():
            state = str(entry.stat().st_mtime_ns).encode() if self._changes else Path(entry.path).read_bytes()
            hash.update(b"%b\0%d\0%b" % (entry.path[root:].replace(os.sep, "/").encode(), len(state), state))
        return hash.hexdigest()[:8]


def _served_files(folder: str | Path) -> Iterator["os.DirEntry[str]"]:
    """The files to serve below a folder. Without `pathlib`, because in a checkout every page looks at all of them."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _served_files(entry.path)
            elif os.path.splitext(entry.name)[1] in TYPES and not entry.name.endswith(".test.js"):
                yield entry


def _without_comments(script: bytes) -> bytes:
    """The script with empty lines instead of comments that have their own lines, so that line numbers stay. A third of a script is types
    and explanations."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), script.decode()).encode()


def _asset(content: bytes, suffix: str) -> Asset:
    is_worth_it = suffix != ".png" and len(content) >= MIN_COMPRESSED_BYTES
    return Asset(content, gzip.compress(content, mtime=0) if is_worth_it else None, TYPES[suffix])


ASSETS = Assets(ROOT, changes=(ROOT.parents[2] / "pyproject.toml").exists())
"""The static files of all pages."""


def static_path(name: str) -> str:
    """The absolute path of a static file, for templates: `static_path('week/week.css')`."""
    if "static_root" not in g:
        g.static_root = f"{request.script_root}/static/{ASSETS.digest}/"
    return f"{g.static_root}{ASSETS.check(name)}"


def serve_static(digest: str, filename: str) -> Response:
    """Under another digest, which a page from before an update may request, the file is served too, but browsers don't keep it."""
    asset = ASSETS.find(filename)
    if asset is None:
        abort(404)
    compressed = asset.compressed if request.accept_encodings["gzip"] else None
    response = Response(compressed or asset.content, content_type=asset.type)
    if compressed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}, immutable" if digest == ASSETS.digest else "no-cache"
    return response
