"""The API reference: two pages that anyone can read, for the Tempo REST API and for our extensions of it."""

from typing import cast

from flask import Blueprint, abort, current_app, render_template, request
from markupsafe import Markup, escape

from andante.web.shell.pages import current_call, public
from andante.web.shell.translations import gettext, marked

from .documents import OpenApiDocument
from .entries import anchor, name_anchor

reference = Blueprint("reference", __name__)

EXTENSION = "andante.documents"
"""The key under which the site has the documents, by the first segments of their paths."""

URL_MARK = "https://url-of-this-server"
"""Stands for the address of the server while the operations are rendered."""

LABELS = {
    "required": marked("required"),
    "name": marked("Name"),
    "type": marked("Type"),
    "meaning": marked("Meaning"),
    "fieldsOf": marked("Fields of"),
    "scope": marked("Scope of tokens:"),
    "parameters": marked("Parameters"),
    "body": marked("Body"),
    "example": marked("Example"),
    "responses": marked("Responses"),
    "schemas": marked("Schemas"),
}
"""The words of `operations.html`."""


@reference.get("/4/docs", endpoint="tempo")
@reference.get("/4-andante/docs", endpoint="extensions")
@public
def operations() -> str:
    document = cast("dict[str, OpenApiDocument]", current_app.extensions[EXTENSION]).get(request.path.removesuffix("/docs"))
    if document is None:
        abort(404)
    content = _content(document).replace(URL_MARK, str(escape(current_call().base_url)))
    return render_template("reference/reference.html", document=document, content=Markup(content), name_anchor=name_anchor)  # noqa: S704


def _content(document: OpenApiDocument) -> str:
    """The HTML of all operations and schemas in the language of the page. It takes a quarter of a second, so it is kept."""
    labels = {key: gettext(label) for key, label in LABELS.items()}
    words = tuple(labels.values())
    if words not in document.rendered:
        document.rendered[words] = render_template(
            "reference/operations.html", document=document, labels=labels, url_mark=URL_MARK, anchor=anchor, name_anchor=name_anchor
        )
    return document.rendered[words]
