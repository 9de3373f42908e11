"""What a page shows of a learner's notebook: text, tables and pictures, and nothing that runs.

Formgrader shows submissions in the instructor's browser, on the address of the instructor's own
Jupyter server. A script in a submission's output would act there with the instructor's rights, so
``nbgrader_config.py`` puts these filters into the way of every page that nbgrader makes.

What this leaves out: widgets, which need scripts; a page shows their text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.preprocessors import Preprocessor

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

_HARMLESS = """
a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure
h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup
table tbody td tfoot th thead tr u ul var
"""
_TAGS = frozenset(_HARMLESS.split())
_ATTRIBUTES = {
    "*": ["class", "title", "style", "align", "role", "aria-label"],
    "a": ["href", "name"],
    "img": ["src", "alt", "width", "height"],
    "ol": ["start"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
}
_PROTOCOLS = ("http", "https", "mailto", "data")
_NO_WORDS = "No description has been provided for this image"
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


def clean(html: object) -> str:
    """HTML without scripts, frames, forms and events; a tag that is not known shows as text."""
    import bleach
    from bleach.css_sanitizer import CSSSanitizer

    text = html.decode("utf-8", "replace") if isinstance(html, bytes) else str(html)
    cleaner = bleach.Cleaner(
        _TAGS, _allowed, _PROTOCOLS, strip_comments=True, css_sanitizer=CSSSanitizer()
    )
    return str(cleaner.clean(text))


def _allowed(tag: str, name: str, value: str) -> bool:
    if name not in _ATTRIBUTES["*"] and name not in _ATTRIBUTES.get(tag, ()):
        return False
    held = value.strip().lower().startswith("data:")
    return not held or (tag == "img" and value.strip().lower().startswith("data:image/"))


def markdown(source: str) -> str:
    """Markdown as clean HTML."""
    from nbconvert.filters import markdown2html

    return clean(markdown2html(source))


class PlainViews(Preprocessor):
    """Show a widget by its text, and take away what a page has no use for."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Change a notebook that is about to become a page; its file stays as it is."""
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            cell.pop("attachments", None)
            for name in set(cell.metadata) - {"nbgrader"}:
                del cell.metadata[name]
            for output in cell.get("outputs", []):
                if "data" in output:
                    _reduce(output)
        return nb, resources


def _reduce(output: Any) -> None:
    """Leave pictures with their size, and text."""
    data = output["data"]
    for kind in list(data):
        if kind not in _PICTURES and not kind.startswith("text/"):
            del data[kind]
    if not data:
        data["text/plain"] = "[this output cannot be shown on a page]"
    sizes = output.get("metadata", {})
    output["metadata"] = {
        kind: {side: size for side, size in sizes[kind].items() if type(size) is int}
        for kind in _PICTURES
        if isinstance(sizes.get(kind), dict)
    }


class QuickExporter(HTMLExporter):
    """nbconvert's page without its last step, which parses the whole page anew.

    That step gives a picture without a description one that says so; here it is done in the text.
    """

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page and what belongs to it."""
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        resources = self._init_resources(resources)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        views = WidgetsDataTypeFilter(
            notebook_metadata=self._nb_metadata, parent=self, resources=resources
        )
        self.register_filter("filter_data_type", views)
        html, resources = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        return re.sub(r"<img (?![^>]*\balt=)", f'<img alt="{_NO_WORDS}" ', html), resources
