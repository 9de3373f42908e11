"""Outputs that do not depend on the machine, comparison of notebooks, and hidden tests hidden."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
from nbformat import v4
from PIL import Image, PngImagePlugin

from classroom.compare import difference, same_picture
from classroom.hidden import NOTE, hide
from classroom.outputs import WIDGET, strip_png, tidy


def png(pixels: np.ndarray, **text: str) -> str:
    """A base64 PNG with text chunks."""
    info = PngImagePlugin.PngInfo()
    for key, value in text.items():
        info.add_text(key, value)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png", pnginfo=info)
    return base64.b64encode(file.getvalue()).decode()


SQUARE = np.full((40, 50, 3), 200, dtype=np.uint8)


def test_a_png_loses_its_writers_name_and_keeps_its_pixels() -> None:
    """The same picture by two tool versions becomes the same bytes."""
    one, other = (
        png(SQUARE, Software="Matplotlib 1"),
        png(SQUARE, Software="Matplotlib 2", Date="x"),
    )
    assert one != other
    assert strip_png(one) == strip_png(other)
    kept = Image.open(io.BytesIO(base64.b64decode(strip_png(one))))
    assert np.array_equal(np.asarray(kept), SQUARE)
    assert strip_png("Tm90IGEgcGljdHVyZQ==") == "Tm90IGEgcGljdHVyZQ=="


def test_pictures_are_the_same_within_the_tolerance() -> None:
    """Half a percent of pixels may differ; more, or another size, may not."""
    few, many = SQUARE.copy(), SQUARE.copy()
    few[0, :10] = 0  # 10 of 2000 pixels
    many[0, :11] = 0
    faint = SQUARE + 16
    assert same_picture(png(SQUARE), png(few))
    assert same_picture(png(SQUARE), png(faint))
    assert not same_picture(png(SQUARE), png(many))
    assert not same_picture(png(SQUARE), png(SQUARE[1:]))


def executed(*outputs: object) -> object:
    """A notebook of one cell with these outputs."""
    return v4.new_notebook(cells=[v4.new_code_cell("x", outputs=list(outputs), id="x")])


def test_tidy_removes_what_changes_from_run_to_run(tmp_path: Path) -> None:
    """Widget ids, paths, timings, and where a stream was cut."""
    bundle = {WIDGET: {"model_id": "1"}, "text/plain": "Slider", "image/png": png(SQUARE, A="b")}
    notebook = executed(
        v4.new_output("stream", name="stdout", text="one\n"),
        v4.new_output("stream", name="stdout", text="two\n"),
        v4.new_output("stream", name="stderr", text="three\n"),
        v4.new_output("display_data", data=bundle),
        v4.new_output("display_data", data={WIDGET: {"model_id": "2"}}),
        v4.new_output("stream", name="stdout", text=f"{tmp_path}/course_lib/a.py:3"),
        v4.new_output("stream", name="stderr", text="/x/lib/python3.11/site-packages/p/q.py:1"),
    )
    notebook.cells[0].metadata["execution"] = {"iopub.status.idle": "2026-01-01"}
    tidy(notebook, tmp_path)
    cell = notebook.cells[0]
    assert dict(cell.metadata) == {}
    assert [o.get("text") for o in cell.outputs] == [
        "one\ntwo\n",
        "three\n",
        None,
        "course_lib/a.py:3",
        "site-packages/p/q.py:1",
    ]
    assert set(cell.outputs[2].data) == {"text/plain", "image/png"}
    assert cell.outputs[2].data["image/png"] == strip_png(png(SQUARE))


def saved(path: Path, notebook: object) -> Path:
    """Write a notebook as JSON."""
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_the_first_differing_cell_is_named(tmp_path: Path) -> None:
    """With a diff that shows both sides."""
    old = v4.new_notebook(cells=[v4.new_code_cell(s, id=s) for s in ("a", "b", "c")])
    new = v4.new_notebook(cells=[v4.new_code_cell(s, id=s) for s in ("a", "B", "C")])
    for one, other in zip(old.cells, new.cells, strict=True):
        other["id"] = one["id"]
    told = difference(saved(tmp_path / "old.ipynb", old), saved(tmp_path / "new.ipynb", new))
    assert told is not None
    assert told.startswith("cell 2 differs")
    assert "-b" in told
    assert "+B" in told


@pytest.mark.parametrize(
    ("committed", "told"),
    [("[1, 2]", "is not a notebook"), ("{", "is not a notebook"), (None, "is missing")],
)
def test_a_spoilt_or_missing_file_is_a_difference(
    tmp_path: Path, committed: str | None, told: str
) -> None:
    """Never an exception."""
    path = tmp_path / "old.ipynb"
    if committed is not None:
        path.write_text(committed)
    built = saved(tmp_path / "new.ipynb", v4.new_notebook())
    assert told in str(difference(path, built))


def test_pictures_within_the_tolerance_are_no_difference(tmp_path: Path) -> None:
    """And those beyond it are, as are a lost cell and changed metadata."""
    few, many = SQUARE.copy(), SQUARE.copy()
    few[0, :5] = 0
    many[:5] = 0

    def with_picture(pixels: np.ndarray) -> object:
        return executed(v4.new_output("display_data", data={"image/png": png(pixels)}))

    built = saved(tmp_path / "new.ipynb", with_picture(SQUARE))
    assert difference(saved(tmp_path / "old.ipynb", with_picture(few)), built) is None
    assert difference(saved(tmp_path / "old.ipynb", with_picture(many)), built)
    longer = with_picture(SQUARE)
    longer.cells.append(v4.new_markdown_cell("more"))
    assert "2 cells" in str(difference(saved(tmp_path / "old.ipynb", longer), built))
    named = with_picture(SQUARE)
    named.metadata["kernelspec"] = {"name": "python"}
    assert "metadata differs" in str(difference(saved(tmp_path / "old.ipynb", named), built))


SOURCE = """assert f(1) == 1, "Look at one."
### BEGIN HIDDEN TESTS
assert f(90210) == 90210, "Large numbers too."
assert f(90211) == 90211, f"got {f(90211)}"
### END HIDDEN TESTS"""


def failed(line: int, ename: str, evalue: str) -> object:
    """The test cell after it failed in ``line``, as IPython reports it."""
    trace = [f"\x1b[31mCell In[7], line {line}\x1b[0m\n assert f(90210) == 90210"]
    error = v4.new_output("error", ename=ename, evalue=evalue, traceback=trace)
    printed = v4.new_output("stream", name="stdout", text="called with 90210")
    return v4.new_code_cell(SOURCE, outputs=[printed, error])


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (failed(1, "AssertionError", "Look at one."), "Look at one."),
        (failed(3, "AssertionError", "Large numbers too."), "Large numbers too."),
        (failed(4, "AssertionError", "got 90212"), "A hidden test of this item did not pass."),
        (failed(3, "KeyError", "90210"), "KeyError"),
        (failed(99, "ValueError", "90210"), "ValueError"),
    ],
)
def test_hidden_tests_never_show(cell: object, shown: str) -> None:
    """Source, prints, tracebacks and values are gone; public advice stays."""
    hide(cell)
    text = json.dumps(cell)
    assert "9021" not in text
    assert shown in text
    assert NOTE in cell.source
    assert 'f(1) == 1, "Look at one."' in cell.source
