"""Widgets without a browser: their state is kept, to be stored in the notebook.

An ``Output`` widget takes what is shown inside its ``with`` block; here as in a browser it goes
into the widget's state and not below the cell.

What this leaves out: messages from a browser to a widget; nobody moves a slider here.
"""

from __future__ import annotations

import base64
from typing import Any

from comm.base_comm import BaseComm, CommManager

from classroom.worker.displays import plain

State = dict[str, Any]


class _Kernel:
    """As much of a kernel as an ``Output`` widget asks for."""

    def get_parent(self) -> dict[str, Any]:
        """The request that is being served."""
        return {"header": {"msg_id": "cell"}}


class Comms:
    """All widgets' states by their model's id."""

    def __init__(self) -> None:
        import comm

        self.states: dict[str, State] = {}
        self._taking: list[str] = []
        manager = CommManager()
        note = self.note

        class KeptComm(BaseComm):
            """A line to a widget's model that nobody listens to."""

            kernel = _Kernel()

            def publish_msg(
                self,
                msg_type: str,
                data: Any = None,
                metadata: Any = None,
                buffers: Any = None,
                **keys: Any,
            ) -> None:
                """Keep what the model would be told."""
                note(self.comm_id, msg_type, data or {}, buffers or [])

        comm.create_comm = KeptComm  # type: ignore[assignment]
        comm.get_comm_manager = lambda: manager

    def take(self) -> dict[str, State]:
        """The states that there are now."""
        return dict(self.states)

    def forget_takers(self) -> None:
        """A cell ends: no widget takes what the next one shows."""
        self._taking.clear()

    def takes(self, output: dict[str, Any]) -> bool:
        """Whether an ``Output`` widget takes this output in place of the cell."""
        if not self._taking or output["output_type"] == "update_display_data":
            return False
        kept = self.states[self._taking[-1]]
        if output["output_type"] == "clear_output":
            kept["clear"] = output["wait"]
            if not output["wait"]:
                kept["state"]["outputs"] = []
            return True
        if kept.pop("clear", False):
            kept["state"]["outputs"] = []
        _append(kept["state"].setdefault("outputs", []), output)
        return True

    def note(self, model: str, kind: str, data: Any, buffers: Any) -> None:
        """Keep what a model is told by one message."""
        state = data.get("state")
        if kind not in ("comm_open", "comm_msg") or not isinstance(state, dict):
            return
        kept = self.states.setdefault(model, {"state": {}, "buffers": {}})
        kept["state"].update(plain(state))
        for path, held in zip(data.get("buffer_paths", []), buffers, strict=False):
            encoded = base64.b64encode(bytes(held)).decode("ascii")
            form = {"data": encoded, "path": list(path), "encoding": "base64"}
            kept["buffers"]["/".join(map(str, path))] = form
        if "msg_id" in state and kept["state"].get("_model_name") == "OutputModel":
            self._taking = [one for one in self._taking if one != model]
            if state["msg_id"]:
                self._taking.append(model)


def _append(outputs: list[Any], output: dict[str, Any]) -> None:
    last = outputs[-1] if outputs else {}
    if output["output_type"] == "stream" and last.get("name") == output["name"]:
        last["text"] += output["text"]
    else:
        outputs.append({key: value for key, value in output.items() if key != "transient"})
