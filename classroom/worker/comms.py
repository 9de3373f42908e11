"""Widgets without a browser: their state is kept, to be stored in the notebook.

What this leaves out: messages from a browser to a widget; nobody moves a slider here.
"""

from __future__ import annotations

import base64
from typing import Any

from comm.base_comm import BaseComm, CommManager
from ipykernel.jsonutil import json_clean

State = dict[str, Any]


class Comms:
    """All widgets' states by their model's id."""

    def __init__(self) -> None:
        import comm

        self.states: dict[str, State] = {}
        manager = CommManager()
        states = self.states

        class KeptComm(BaseComm):
            """A line to a widget's model that nobody listens to."""

            def publish_msg(
                self,
                msg_type: str,
                data: Any = None,
                metadata: Any = None,
                buffers: Any = None,
                **keys: Any,
            ) -> None:
                """Keep what the model would be told."""
                _note(states, self.comm_id, msg_type, data or {}, buffers or [])

        comm.create_comm = KeptComm  # type: ignore[assignment]
        comm.get_comm_manager = lambda: manager

    def take(self) -> dict[str, State]:
        """The states that there are now."""
        return dict(self.states)


def _note(states: dict[str, State], model: str, kind: str, data: Any, buffers: Any) -> None:
    if kind == "comm_close":
        states.pop(model, None)
    state = data.get("state")
    if kind not in ("comm_open", "comm_msg") or not isinstance(state, dict):
        return
    kept = states.setdefault(model, {"state": {}, "buffers": []})
    kept["state"].update(json_clean(state))
    for path, held in zip(data.get("buffer_paths", []), buffers, strict=False):
        encoded = base64.b64encode(bytes(held)).decode("ascii")
        kept["buffers"].append({"data": encoded, "path": path, "encoding": "base64"})
