"""nbgrader's settings for this course; every ``nbgrader`` command run in this folder reads them.

Instructors' folders: ``solutions`` (source) and ``exercises`` (release). What learners hand in and
what grading makes stays in ``submitted``, ``autograded``, ``feedback`` and ``gradebook.db``.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# nbgrader starts `alembic` by name: find it also when the environment is not activated.
SCRIPTS = str(Path(sys.executable).parent)
if SCRIPTS not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join([SCRIPTS, os.environ.get("PATH", "")])

c = get_config()  # noqa: F821  (given by Jupyter)

c.CourseDirectory.course_id = "lianke"
c.CourseDirectory.root = str(HERE)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.db_url = f"sqlite:///{(HERE / 'gradebook.db').as_posix()}"

# Percent scripts, prove-the-grader submissions and instructor's notes never reach a learner.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "__pycache__",
    "*.pyc",
    "[0-9][0-9]_*.py",
    "wrong",
    "right",
    "instructor",
    "feedback",
    ".lianke-grading.json*",
]

# Where releases and submissions meet on a shared machine; set LIANKE_EXCHANGE to move it.
c.Exchange.root = os.environ.get("LIANKE_EXCHANGE") or str(HERE / "exchange")

# Messages between nbgrader and a learner's kernel are encrypted where the kernel can.
c.KernelManager.transport_encryption = "auto"

# A warning on stderr costs no marks.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "^"

# Deleted tests and set-up cells come back before grading, and copied cells count once.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "classroom.restore.RestoreCells",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# nbgrader's autograde, and formgrader's button for it, run learners' code in the box as well.
c.Autograde.autograde_preprocessors = [
    "classroom.grading.preprocessor.RunInBox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback shows the public tests only.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "classroom.hidden.HideHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Pages run nothing that a learner wrote, neither in formgrader nor in feedback.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "clean_html": "classroom.pages.clean",
    "markdown2html": "classroom.pages.markdown",
}
c.HTMLExporter.preprocessors = ["classroom.pages.PlainViews"]
