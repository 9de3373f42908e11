"""What the instructor's tools refuse to do, in the course's family of errors."""

from __future__ import annotations

from course_lib.errors import CourseError


class ClassroomError(CourseError):
    """A script, notebook, folder or machine is not as the instructor's tools need it."""


class ScriptError(ClassroomError):
    """A percent script or a wrong submission breaks the rules of its format."""


class NotebookError(ClassroomError):
    """A notebook cannot be read, or is not a notebook of this course."""
