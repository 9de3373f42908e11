"""How much a submission may use; what exceeds a limit loses the items concerned, no others."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one submission.

    Seconds are wall time unless the name says CPU; sizes are bytes.
    """

    cell_seconds: float = 30.0
    whole_seconds: float = 300.0
    cpu_seconds: int = 300
    memory: int = 2 << 30
    processes: int = 64
    disk: int = 64 << 20
    files: int = 4000
    open_files: int = 256
    output: int = 1 << 20
    restarts: int = 3

    def for_child(self) -> dict[str, int]:
        """Those that the kernel keeps for us."""
        names = ("memory", "processes", "disk", "files", "open_files", "cpu_seconds")
        everything = asdict(self)
        return {name: int(everything[name]) for name in names}
