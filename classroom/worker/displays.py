"""What a cell displays and returns, kept as outputs instead of sent as messages.

What this leaves out: nothing that a notebook stores; pagers (``len?``) show nothing, as when a
notebook is run without a person.
"""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING, Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

if TYPE_CHECKING:
    from classroom.worker.shell import Shell


def json_default(value: Any) -> Any:
    """What Jupyter's messages make of a value that JSON has no word for; rarely needed."""
    from jupyter_client import jsonutil

    return jsonutil.json_default(value)


def plain(value: Any) -> Any:
    """A value as JSON can hold it, in the way of Jupyter's messages: bytes become base64."""
    try:
        return json.loads(json.dumps(value, default=json_default, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return _forced(value)


def _forced(value: Any, depth: int = 0) -> Any:
    """A value that JSON cannot hold, part by part; a part that never will becomes its text."""
    if isinstance(value, dict) and depth < 20:
        return {str(key): _forced(member, depth + 1) for key, member in value.items()}
    if isinstance(value, list | tuple | set) and depth < 20:
        return [_forced(member, depth + 1) for member in value]
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is float:
        return value if math.isfinite(value) else repr(value)
    try:
        return json.loads(json.dumps(json_default(value), default=json_default, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return repr(value)


class KeptDisplay(DisplayPublisher):
    """``display(...)`` becomes an output instead of a message."""

    def publish(  # type: ignore[override]
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Keep one rich output."""
        shell: Shell = self.shell  # type: ignore[assignment]
        shell.keep(
            {
                "output_type": "update_display_data" if update else "display_data",
                "data": plain(dict(data)),
                "metadata": plain(dict(metadata or {})),
                "transient": plain(dict(transient or {})),
            }
        )

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown."""
        shell: Shell = self.shell  # type: ignore[assignment]
        shell.keep({"output_type": "clear_output", "wait": bool(wait)})


class KeptResults(DisplayHook):
    """The value of a cell's last expression becomes an output."""

    def start_displayhook(self) -> None:
        """Nothing is printed before a result."""

    def write_output_prompt(self) -> None:
        """The prompt is the output's execution count."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the result in all its forms."""
        shell: Shell = self.shell  # type: ignore[assignment]
        shell.keep(
            {
                "output_type": "execute_result",
                "execution_count": shell.number,
                "data": plain(dict(format_dict)),
                "metadata": plain(dict(md_dict or {})),
            }
        )

    def finish_displayhook(self) -> None:
        """Nothing is pending."""
        sys.stdout.flush()
        sys.stderr.flush()
