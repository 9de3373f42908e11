"""A cell's figures, drawn with less work than in Jupyter, to the same picture.

At the end of a cell pyplot draws each figure that has changed, which nobody sees; then the inline
backend lays it out, measures it and draws it again for the page. Here pyplot's drawing lays out
only, and the layout after it, which would find everything in its place, is left out. Errors and
warnings come from where they would in Jupyter, since pyplot's own callback stays in between.

What this leaves out: a figure with a layout engine or with listeners, for which each drawing may
matter, and one that is not shown at once; they are drawn as often as in Jupyter.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.backend_bases import DrawEvent
    from matplotlib.figure import Figure


class Figures:
    """Two callbacks, before and after pyplot's."""

    def __init__(self) -> None:
        self._not_drawing = ExitStack()
        self._laid_out: list[DrawEvent] = []

    def stand_around_pyplot(self, callbacks: list[Any]) -> None:
        """Take both places among a shell's callbacks."""
        from matplotlib.pyplot import _draw_all_if_interactive as pyplots

        if self.before not in callbacks and pyplots in callbacks:
            place = callbacks.index(pyplots)
            callbacks[place : place + 1] = [self.before, pyplots, self.after]

    def before(self) -> None:
        """Let pyplot lay out the figures instead of drawing them."""
        from matplotlib._pylab_helpers import Gcf

        for manager in Gcf.get_all_fig_managers() if _are_shown_next() else ():
            canvas = manager.canvas
            if canvas.figure.stale and _is_plain(canvas):
                with suppress(Exception):  # pyplot has the same trouble and says so
                    self._not_drawing.enter_context(canvas.get_renderer()._draw_disabled())
                    listener = canvas.mpl_connect("draw_event", self._laid_out.append)
                    self._not_drawing.callback(canvas.mpl_disconnect, listener)

    def after(self) -> None:
        """Let the inline backend leave out the layout that pyplot has made."""
        self._not_drawing.close()
        for event in self._laid_out:
            _leave_out_layout(event.canvas.figure, event.renderer)
        self._laid_out.clear()


def _are_shown_next() -> bool:
    """Whether the inline backend is about to show all figures and to close them."""
    from matplotlib_inline.backend_inline import show
    from matplotlib_inline.config import InlineBackend

    return bool(show._draw_called and InlineBackend.instance().close_figures)


def _is_plain(canvas: Any) -> bool:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    engine = canvas.figure.get_layout_engine()
    return (
        type(canvas) is FigureCanvasAgg
        and (engine is None or isinstance(engine, PlaceHolderLayoutEngine))
        and not canvas.callbacks.callbacks.get("draw_event")
    )


def _leave_out_layout(figure: Figure, renderer: Any) -> None:
    """Make the figure's next drawing none, if it is a mere layout of the same size."""

    def draw(other: Any) -> None:
        del figure.draw  # type: ignore[method-assign]
        if other is not renderer or "draw_path" not in vars(renderer):
            figure.draw(other)

    figure.draw = draw  # type: ignore[method-assign]


FIGURES = Figures()
