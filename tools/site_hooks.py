"""Hooks of MkDocs for mkdocs.yml: files outside docs/ become part of the site, and nothing is loaded from other sites.

Pages link to files like ../CONTRIBUTING.md, which works in the repository. The site has copies of those files below `repository/`: Markdown
as pages, everything else as files, and a folder as a page with links to its files.
"""

import re
from pathlib import Path
from posixpath import normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
COPIES = "repository"
LINKED = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "STYLE.md", "LICENSE", "deploy")
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s#]+)(?=[)#])")
CDN = "https://unpkg.com/"
"""Material loads polyfills for old browsers and Mermaid from here. We need neither."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the files outside docs/."""
    for name in LINKED:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                files.append(File.generated(config, f"{COPIES}/{file.relative_to(ROOT)}", abs_src_path=str(file)))
        for folder in [path, *path.rglob("*")] if path.is_dir() else []:
            if folder.is_dir():
                files.append(File.generated(config, f"{COPIES}/{folder.relative_to(ROOT)}/index.md", content=folder_page(folder)))
    return files


def folder_page(folder: Path) -> str:
    """A page with links to the files of a folder."""
    names = sorted(f"{path.name}/index.md" if path.is_dir() else path.name for path in folder.iterdir())
    links = "\n".join(f"- [{name.removesuffix('/index.md')}]({name})" for name in names)
    return f"# {folder.relative_to(ROOT)}\n\nFiles of the repository:\n\n{links}\n"


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Points links to files outside docs/ to their copies."""
    return LINK.sub(lambda match: site_link(match[1], page.file.src_uri), markdown)


def site_link(target: str, source: str) -> str:
    """The link on the site for a link that works in the repository. `source` is the page: its path below docs/, or that of a copy."""
    in_repository = source.removeprefix(f"{COPIES}/") if source.startswith(f"{COPIES}/") else f"docs/{source}"
    path = normpath(f"{Path(in_repository).parent.as_posix()}/{target}")
    if path.startswith("docs/"):
        on_site = path.removeprefix("docs/")
    else:
        on_site = f"{COPIES}/{path}/index.md" if (ROOT / path).is_dir() else f"{COPIES}/{path}"
    return relpath(on_site, Path(source).parent.as_posix())


def on_post_build(*, config: MkDocsConfig) -> None:
    """Makes the addresses of the content delivery network relative, so that no browser can load anything from there."""
    for script in Path(config.site_dir).rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        if CDN in text:
            script.write_text(text.replace(CDN, "./"), encoding="utf-8")
