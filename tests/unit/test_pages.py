"""Pages show what learners wrote and run none of it."""

from __future__ import annotations

import pytest
from nbformat import v4

from classroom.pages import PlainViews, QuickExporter, clean, markdown

HARMLESS = (
    '<table class="dataframe"><thead><tr><th>农场</th></tr></thead></table>',
    '<p align="right">40 <em>boxes</em><br>of <code>pork</code></p>',
    '<img src="data:image/png;base64,AA==" alt="a box">',
    '<a href="https://www.gs1.org/">GS1</a>',
)
HARMFUL = (
    "<script>window.taken = 1</script>",
    "<img src='data:,' onerror='taken()'>",
    "<a href='javascript:taken()'>here</a>",
    "<a href='data:text/html,<script>taken()</script>'>here</a>",
    "<iframe srcdoc='<script>taken()</script>'></iframe>",
    "<svg onload='taken()'></svg>",
    "<form action='/api/shutdown' method='post'><button>here</button></form>",
    "<style>body { background: url('javascript:taken()') }</style>",
    "<div style=\"background: url('javascript:taken()')\" onclick='taken()'>here</div>",
    "<meta http-equiv='refresh' content='0;url=javascript:taken()'>",
    "<object data='taken.swf'></object><base href='//taken/'>",
)


def parsed(html: str) -> object:
    """The tags as a browser would see them."""
    return pytest.importorskip("bs4").BeautifulSoup(html, "html.parser")


def assert_harmless(html: str) -> None:
    for tag in parsed(html).find_all(True):  # type: ignore[attr-defined]
        assert tag.name not in {"script", "iframe", "svg", "form", "button", "style", "meta"}, html
        assert tag.name not in {"object", "base", "embed", "link", "input"}, html
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), html
            assert "javascript:" not in str(value), html
            assert tag.name == "img" or not str(value).startswith("data:"), html


@pytest.mark.parametrize("html", HARMLESS)
def test_tables_pictures_and_links_stay(html: str) -> None:
    assert parsed(clean(html)) == parsed(html)


@pytest.mark.parametrize("html", HARMFUL)
def test_nothing_that_runs_stays(html: str) -> None:
    assert_harmless(clean(html))
    assert_harmless(markdown(f"words\n\n{html}\n\n> quoted {html}"))


def test_markdown_keeps_quotes_comparisons_and_formulas() -> None:
    html = markdown("a > b\n\n> quoted\n\n$x < y$ and `1 < 2`\n")
    assert "<blockquote>" in html
    assert "$x &lt; y$" in html
    assert "<code>1 &lt; 2</code>" in html
    assert "javascript" not in markdown("[here](javascript:taken())")


def test_a_page_shows_text_in_place_of_widgets_and_scripts() -> None:
    """The whole way: a hostile notebook becomes a page by the exporter that feedback uses."""
    view = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "text/plain": "IntSlider",
    }
    script = {"application/javascript": "taken()", "text/plain": "<script object>"}
    sizes = {"image/png": {"width": "1 onerror=taken()", "height": 3}}
    cell = v4.new_code_cell("1", metadata={"tags": ["'><script>taken()</script>"]})
    cell.outputs = [
        v4.new_output("display_data", view),
        v4.new_output("display_data", script),
        v4.new_output("display_data", {"image/png": "AA=="}, metadata=sizes),
        v4.new_output("display_data", {"text/html": f"<b>bold</b>{HARMFUL[0]}"}),
        v4.new_output("stream", name="stdout", text="<script>taken()</script>"),
        v4.new_output("display_data", {"application/x-taken": "1"}),
    ]
    notebook = v4.new_notebook(cells=[cell], metadata={"widgets": {"a": "</script>taken"}})
    exporter = QuickExporter(
        template_name="classic",
        sanitize_html=True,
        filters={"clean_html": clean, "markdown2html": markdown},
        preprocessors=[PlainViews],
    )
    html, _ = exporter.from_notebook_node(notebook)
    body = str(parsed(html).body)  # type: ignore[attr-defined]
    for words in ("IntSlider", "<b>bold</b>", "cannot be shown on a page", 'alt="No description'):
        assert words in body
    assert_harmless(body)
