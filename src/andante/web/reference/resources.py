"""Serves the API reference: the OpenAPI document, and a plain HTML page that shows it. Both are rendered on the first request,
which most processes never get."""

from collections.abc import Callable
from functools import cached_property
from html import escape
from typing import Any

import msgspec
from falcon import Request, Response

from andante.web.shell.assets import ASSETS, STYLES

STYLE_FILES = (STYLES, "reference/reference.css")


class OpenApiDocument:
    """The OpenAPI document as JSON."""

    def __init__(self, describe: Callable[[], dict[str, Any]]) -> None:
        self.describe = describe

    @cached_property
    def content(self) -> bytes:
        return msgspec.json.encode(self.describe())

    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = self.content

    on_head = on_get


class ReferencePage:
    """The OpenAPI document as an HTML page."""

    def __init__(self, describe: Callable[[], dict[str, Any]]) -> None:
        self.describe = describe

    @cached_property
    def content(self) -> bytes:
        return _page(self.describe()).encode()

    def on_get(self, req: Request, resp: Response) -> None:
        resp.content_type = "text/html; charset=utf-8"
        resp.set_header(
            "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        resp.data = self.content

    on_head = on_get


def _page(document: dict[str, Any]) -> str:
    by_tag: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            by_tag.setdefault(operation["tags"][0], []).append(_operation(method.upper(), path, operation))
    title = escape(document["info"]["title"])
    contents = " · ".join(f'<a href="#{_anchor(tag)}">{escape(tag)}</a>' for tag in by_tag)
    sections = "".join(f'<h2 id="{_anchor(tag)}">{escape(tag)}</h2>{"".join(entries)}' for tag, entries in by_tag.items())
    schemas = "".join(_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items()))
    styles = "".join(f'<link rel="stylesheet" href="../{ASSETS.path(name)}">' for name in STYLE_FILES)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title>"
        f"{styles}"
        f'<link rel="icon" href="../{ASSETS.path("shell/icon.svg")}" type="image/svg+xml"></head><body class="api">'
        f'<header class="top-bar"><a class="brand" href="../">Andante</a></header><main><h1>{title}</h1>'
        f'<p>Version {escape(document["info"]["version"])}, as <a href="openapi.json">OpenAPI</a>. '
        f'Send <code>Authorization: Bearer …</code> with every request.</p><nav aria-label="Groups">{contents}</nav>'
        f'{sections}<h2 id="schemas">Schemas</h2>{schemas}</main></body></html>'
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [
        f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{parameter['in']}</td><td>{_type(parameter['schema'])}</td></tr>"
        for parameter in operation["parameters"]
    ]
    if "requestBody" in operation:
        rows.append(f"<tr><td>body</td><td></td><td>{_content(operation['requestBody'])}</td></tr>")
    responses = ", ".join(f"<code>{code}</code> {_content(response)}" for code, response in sorted(operation["responses"].items()))
    return (
        f'<details id="{operation["operationId"]}"><summary><span class="method">{method}</span> <code>{escape(path)}</code> '
        f"{escape(operation['summary'])}</summary><p>{escape(operation.get('description', ''))}</p>"
        f"<table>{''.join(rows)}</table><p>Responses: {responses}</p></details>"
    )


def _schema(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{'required' if field in required else ''}</td><td>{_type(kind)}</td></tr>"
        for field, kind in schema.get("properties", {}).items()
    )
    description = escape(schema.get("description", ""))
    return (
        f'<details id="{_anchor(name)}"><summary><code>{escape(name)}</code></summary><p>{description}</p><table>{rows}</table></details>'
    )


def _content(part: dict[str, Any]) -> str:
    return " ".join(_type(media["schema"]) for media in part.get("content", {}).values() if "schema" in media)


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{_anchor(name)}">{escape(name)}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"] if choice != {"type": "null"})
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if "enum" in schema:
        return escape(" | ".join(map(str, schema["enum"])))
    return escape(schema.get("description") or schema.get("format") or str(schema.get("type", "anything")))


def _anchor(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name)
