"""Takes screenshots of every page of the demo: light and dark, 1280 and 390 pixels wide. `make screenshots` runs it.

The files are in build/screenshots. The pages are those of tests/web/pages.tsv, as a team member and as an administrator see them. With
words as arguments, only pages whose path or name contains one of them: `python tools/screenshots.py week palette`.
"""

import csv
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "build" / "screenshots"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = {1280: 800, 390: 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
START_SECONDS = 300
DIALOG_MILLISECONDS = 1000
"""The time in which a dialog loads what it shows."""
KEYS = {"palette": "Control+k", "keys": "?", "log-dialog": "n"}
"""Dialogs that a key opens on every page."""


class Shot(NamedTuple):
    """A page and who sees it. `keys` are pressed before the screenshot."""

    name: str
    path: str
    viewer: Literal["visitor", "member", "administrator"]
    keys: str = ""


class Demo(NamedTuple):
    """A running demo: its address, the emails of the administrator and the member, and their password."""

    url: str
    administrator: str
    member: str
    password: str


def main(words: list[str]) -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Install Chromium first. Debian's package is called chromium.")
        return 1
    shots = [shot for shot in all_shots() if not words or any(word in shot.name or word in shot.path for word in words)]
    TARGET.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        states = {viewer: signed_in(browser, demo, getattr(demo, viewer)) for viewer in ("member", "administrator")}
        for theme in THEMES:
            for width, height in SIZES.items():
                for viewer in ("visitor", "member", "administrator"):
                    context = browser.new_context(
                        base_url=demo.url,
                        color_scheme=theme,
                        viewport={"width": width, "height": height},
                        storage_state=states.get(viewer),
                        locale="en-US",
                    )
                    take_all(context, [shot for shot in shots if shot.viewer == viewer], f"{theme}-{width}")
                    context.close()
        browser.close()
    print(f"{len(shots)} pages in {TARGET.relative_to(ROOT)}")
    return 0


def all_shots() -> Iterator[Shot]:
    """The pages of tests/web/pages.tsv without those that redirect, and the dialogs that keys open."""
    with (ROOT / "tests" / "web" / "pages.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            name = re.sub(r"[^a-z0-9]+", "-", row["page"].replace("712020:alice", "one").lower()).strip("-")
            if row["page"] == "/app.webmanifest":
                continue
            if row["visitor"] == "yes":
                yield Shot(name, row["page"], "visitor")
            elif row["alice"] in {"yes", "hidden"} and "712020:alice" not in row["page"]:
                yield Shot(name, row["page"], "member")
            elif row["carol"] == "yes":
                yield Shot(name, row["page"], "administrator")
    for name, keys in KEYS.items():
        yield Shot(name, "/week", "member", keys)
    yield Shot("calendar-day", "/calendar?view=day", "member")
    yield Shot("api-docs", "/4/docs", "member")


@contextmanager
def running_demo() -> Iterator[Demo]:
    """Starts `andante demo` on a free port in a temporary folder, and stops it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder, (Path(folder) / "output").open("w") as output:
        command = [sys.executable, "-c", "from andante.cli import app; app()", "demo", "--port", str(port)]
        server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(port, server, Path(output.name))
            yield introduction(f"http://127.0.0.1:{port}", Path(output.name).read_text(encoding="utf-8"))
        finally:
            server.terminate()
            server.wait(30)


def wait_for(port: int, server: subprocess.Popen[bytes], output: Path) -> None:
    """Waits until the server accepts connections."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit(f"The demo doesn't start:\n{output.read_text(encoding='utf-8')}")


def introduction(url: str, text: str) -> Demo:
    """Reads the emails and the password that the demo prints."""
    found = re.search(r"(\S+@\S+) +\(administrator\)\s+(\S+@\S+) +\(team member\)\s+password: (\S+)", text)
    if found is None:
        raise SystemExit(f"The demo printed no emails and password:\n{text}")
    return Demo(url, *found.groups())


def signed_in(browser: Browser, demo: Demo, email: str) -> StorageState:
    """Signs in, and returns the cookies."""
    page = browser.new_page(base_url=demo.url)
    page.goto("/signin")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(demo.password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#person").wait_for(state="attached")
    state = page.context.storage_state()
    page.context.close()
    return state


def take_all(context: BrowserContext, shots: list[Shot], look: str) -> None:
    page = context.new_page()
    for shot in shots:
        page.goto(path_in_demo(page, shot.path), wait_until="networkidle")
        if shot.keys:
            page.keyboard.press(shot.keys)
            page.locator("dialog[open]").wait_for()
            page.wait_for_timeout(DIALOG_MILLISECONDS)
        is_whole = not shot.keys and shot.path != "/4/docs"
        size = page.viewport_size
        if is_whole and size:  # a larger window instead of `full_page`: bars at the bottom stay there
            height = max(size["height"], int(page.evaluate("document.documentElement.scrollHeight")))
            page.set_viewport_size({"width": size["width"], "height": height})
        page.screenshot(path=TARGET / f"{shot.name}-{look}.png", animations="disabled")
        if size:
            page.set_viewport_size(size)


def path_in_demo(page: Page, path: str) -> str:
    """The path with a person or project of the demo instead of one of the tests' cast."""
    if path.startswith("/week/submit"):
        page.goto("/week")
        return page.locator("a[href*='/week/submit']").first.get_attribute("href") or path
    folder, _, id = path.rpartition("/")
    if folder not in {"/people", "/projects"}:
        return path.replace("712020:alice", _first_link(page, "/people")) if "712020:alice" in path else path
    return f"{folder}/{_first_link(page, folder)}" if id else path


def _first_link(page: Page, folder: str) -> str:
    """The id of the first record that a list links to."""
    page.goto(folder)
    link = page.locator(f"main a[href*='{folder}/']:not([href$=invite])").first.get_attribute("href") or ""
    return link.rpartition("/")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
