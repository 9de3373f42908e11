"""What every view shares: a picture that follows its controls, and words beside it.

Views are made of standard ipywidgets controls, so arrow keys, tab and screen readers work as
users know them. Each change rewrites a status line that screen readers announce.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.show.picture import Picture

if TYPE_CHECKING:
    import ipywidgets as widgets


def choice(options: Iterable[Any], description: str, width: str = "26em") -> Any:
    """A control to choose one of a few, the first to begin with; arrow keys move it.

    It is a slider, since JupyterLab takes a drop-down list's arrow keys for itself.
    """
    import ipywidgets as widgets

    return widgets.SelectionSlider(
        options=list(options),
        description=description,
        continuous_update=False,
        layout={"width": width},
        style={"description_width": "7em"},
    )


class View:
    """Controls above a picture.

    Args:
        controls: ipywidgets with a ``value``, by the name of the argument they stand for.
        draw: makes the picture from the controls' values.
    """

    def __init__(self, controls: dict[str, Any], draw: Callable[..., Picture]) -> None:
        import ipywidgets as widgets

        self.controls = controls
        self._draw = draw
        self._image = widgets.HTML()
        self._status = widgets.HTML()
        for control in controls.values():
            control.observe(self._redraw, names="value")
        row = widgets.HBox(list(controls.values()), layout={"flex_flow": "row wrap"})
        self.box: widgets.VBox = widgets.VBox([row, self._status, self._image])
        self._redraw()

    @property
    def picture(self) -> Picture:
        """The picture for the controls' present values."""
        return self._draw(**{name: control.value for name, control in self.controls.items()})

    def _redraw(self, _: object = None) -> None:
        picture = self.picture
        self._image.value = picture.html()
        self._status.value = f'<p role="status" aria-live="polite">{escape(picture.words)}</p>'

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live widget, and the static picture for those without widgets."""
        data, metadata = self.picture._repr_mimebundle_()
        widget = self.box._repr_mimebundle_() or {}
        return {**data, **widget, "text/plain": data["text/plain"]}, metadata
