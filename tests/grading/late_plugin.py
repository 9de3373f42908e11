"""A late penalty as a course might configure it."""

from __future__ import annotations

from nbgrader.plugins import BasePlugin


class PointPerDay(BasePlugin):
    """A point for each day begun, unless the learner is a special case."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Points to take away."""
        special = {"excused": None, "negative": -5.0}
        if student_id in special:
            return special[student_id]
        return float(-(-total_seconds_late // 86400))
