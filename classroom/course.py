"""The course folder: where its parts are, and nbgrader's own tools set up for it.

File layout and gradebook are nbgrader's, so that formgrader, validate, fetch and submit go on
working. What this leaves out: several courses in one folder, and gradebooks other than SQLite.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classroom.errors import ClassroomError

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

CONFIG = "nbgrader_config.py"
_EXCEPTION = re.compile(r"[\w.]+(Error|Exception|Interrupt|Entry)\b")
NUMBERED = re.compile(r"[0-9]{2}_[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Course:
    """One course folder, known by its ``nbgrader_config.py``."""

    root: Path

    @property
    def notebooks(self) -> Path:
        """Lessons: ``NN_slug.py`` and the ``NN_slug.ipynb`` made from it."""
        return self.root / "notebooks"

    @property
    def solutions(self) -> Path:
        """Assignments with answers; nbgrader's source directory."""
        return self.root / "solutions"

    @property
    def exercises(self) -> Path:
        """What learners get; nbgrader's release directory."""
        return self.root / "exercises"

    def lesson_script(self, slug: str) -> Path:
        """The percent script of a lesson."""
        return self.notebooks / f"{slug}.py"

    def assignment_script(self, slug: str) -> Path:
        """The percent script of an assignment."""
        return self.solutions / slug / f"{slug}.py"

    def lessons(self) -> list[str]:
        """Slugs of all lessons that have a script, in order."""
        return sorted(p.stem for p in self.notebooks.glob("*.py") if NUMBERED.fullmatch(p.stem))

    def assignments(self) -> list[str]:
        """Slugs of all assignments that have a script, in order."""
        found = (p.parent.name for p in self.solutions.glob("*/*.py") if p.stem == p.parent.name)
        return sorted(slug for slug in found if NUMBERED.fullmatch(slug))

    def known(self, slugs: list[str]) -> list[str]:
        """The slugs asked for, or all; a number alone is enough.

        Raises:
            ClassroomError: no lesson or assignment is called so.
        """
        every = sorted({*self.lessons(), *self.assignments()})
        return [self._one(slug, every) for slug in slugs] if slugs else every

    @staticmethod
    def _one(slug: str, every: list[str]) -> str:
        name = Path(slug).stem
        found = [known for known in every if known == name or known.split("_")[0] == name]
        if not found:
            raise ClassroomError(f"there is no lesson or assignment '{slug}'; there are {every}")
        return found[0]


def find_course(given: Path | None = None) -> Course:
    """The course folder given, or the nearest one above the working directory, or this kit's own.

    Raises:
        ClassroomError: the given folder is no course.
    """
    if given is not None:
        root = given.resolve()
        if not (root / CONFIG).is_file():
            raise ClassroomError(f"{root} is no course folder: it has no {CONFIG}")
        return Course(root)
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parent.parent):
        if (folder / CONFIG).is_file() and (folder / "notebooks").is_dir():
            return Course(folder)
    raise ClassroomError(f"no course here: run this in a folder with {CONFIG}, or give --course")


@cache
def blank_gradebook() -> bytes:
    """An empty gradebook file; made once a process, because nbgrader takes seconds for it."""
    from nbgrader.api import Gradebook

    nbgrader_settings(find_course())  # finds the commands that nbgrader starts by name
    with tempfile.TemporaryDirectory(prefix="lianke-gradebook-") as folder:
        path = Path(folder) / "gradebook.db"
        Gradebook(f"sqlite:///{path.as_posix()}", "lianke").close()
        return path.read_bytes()


def temporary_copy(course: Course, slug: str, into: Path) -> Course:
    """A course in ``into``: one assignment of ``course``, its settings, an empty gradebook."""
    shutil.copy(course.root / CONFIG, into / CONFIG)
    (into / "gradebook.db").write_bytes(blank_gradebook())
    for folder in ("notebooks", "exercises"):
        (into / folder).mkdir(exist_ok=True)
    skip = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(course.solutions / slug, into / "solutions" / slug, ignore=skip)
    return Course(into)


def nbgrader_settings(course: Course) -> Config:
    """The course's ``nbgrader_config.py``, as nbgrader would load it in that folder."""
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()


def course_directory(config: Config, assignment: str, student: str = "*") -> CourseDirectory:
    """nbgrader's view of the course, narrowed to one assignment and one student."""
    from nbgrader.coursedir import CourseDirectory

    return CourseDirectory(config=config, assignment_id=assignment, student_id=student)


def run_converter(kind: str, course: Course, assignment: str, **options: Any) -> str:
    """Run one of nbgrader's converters as its API does, and return what it logged.

    Args:
        kind: ``GenerateAssignment``, ``Autograde`` or ``GenerateFeedback``.
        options: ``student`` (one learner's id), ``force``, and ``as_shipped`` (autograde runs the
            learner's code in a kernel, with the rights of whoever calls, as nbgrader ships it).

    Raises:
        ClassroomError: nbgrader refused; the message is its last word on why.
    """
    from nbgrader import converters
    from nbgrader.utils import capture_log

    config = nbgrader_settings(course)
    if options.get("as_shipped"):
        config.Autograde.pop("autograde_preprocessors", None)
    directory = course_directory(config, assignment, options.get("student", "*"))
    app = getattr(converters, kind)(coursedir=directory, config=config)
    app.force = options.get("force", True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own, about its database sessions
        result = capture_log(app)
    if not result["success"]:
        raise ClassroomError(f"nbgrader's {kind} of {assignment} failed: {_reason(result)}")
    return str(result.get("log", ""))


def _reason(result: dict[str, str]) -> str:
    """The most telling line of a failed run: the last exception nbgrader logged or raised."""
    lines = (result.get("log", "") + "\n" + result["error"]).splitlines()
    told = [line.strip() for line in lines if _EXCEPTION.match(line.strip())]
    inner = [line for line in told if "NbGraderException" not in line] or told
    return inner[-1] if inner else lines[-1]
