"""The error of a run that did what its protocol promises never to do.

Left out of the real thing: nothing; it is one class.
"""

from __future__ import annotations

from course_lib.errors import CourseError


class BrokenPromise(CourseError):
    """A protocol's invariant does not hold: the protocol is wrong, or its assumptions are."""
