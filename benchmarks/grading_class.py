"""A class made for the grading benchmark: one realistic assignment and any number of submissions.

Seven answers, nine tests of which two have hidden regions, one import of matplotlib and of
cryptography, one figure, 18 points. Submissions differ: some items are wrong or unanswered, names
and comments vary, so that no two are the same file.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from classroom.course import Course, run_converter
from classroom.roles import read_assignment, regions
from classroom.submissions import write_notebook

SLUG = "01_temperatures"
ROOT = Path(__file__).resolve().parent.parent

_ITEMS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "mean",
        "def mean(values):",
        "return sum(values) / len(values)",
        "assert mean([2, 4]) == 3, 'Add up and divide.'",
        "assert mean([7]) == 7, 'One value is its own mean.'",
    ),
    (
        "warmest",
        "def warmest(readings):",
        "return max(readings, key=lambda one: one[1])[0]",
        "assert warmest([('a', 3), ('b', 9)]) == 'b', 'Which box was warmest?'",
        "",
    ),
    (
        "digest",
        "def digest(text):",
        "return hashlib.sha256(text.encode()).hexdigest()",
        "assert digest('box')[:8] == '26f8567f', 'SHA-256 of the UTF-8 bytes.'",
        "",
    ),
    (
        "signed",
        "def signed(key, message):",
        "return key.sign(message)",
        "nothing = KEY.public_key().verify(signed(KEY, b'40 boxes'), b'40 boxes')",
        "",
    ),
    (
        "smooth",
        "def smooth(values, width):",
        "return [sum(values[i:i + width]) / width for i in range(len(values) - width + 1)]",
        "assert smooth([1, 3, 5], 2) == [2, 4], 'The mean of neighbours.'",
        "import random\ndice = random.Random(7)\nfor _ in range(50):\n"
        "    row = [dice.randrange(9) for _ in range(12)]\n"
        "    want = [sum(row[i:i + 3]) / 3 for i in range(10)]\n"
        "    assert smooth(row, 3) == want, 'Any row.'",
    ),
    (
        "alarms",
        "def alarms(values, limit):",
        "return [place for place, value in enumerate(values) if value > limit]",
        "assert alarms([1, 9, 5, 8], 6) == [1, 3], 'Where is it too warm?'",
        "",
    ),
)
_FIGURE = """figure, axes = plt.subplots(figsize=(6, 3))
axes.plot(READINGS, label="box 7")
axes.axhline(4, color="tab:red", label="limit")
axes.set_xlabel("hour")
axes.set_ylabel("°C")
axes.set_title("Temperature on the way")
lines = len(axes.legend().get_texts())"""


def script() -> str:
    """The assignment's percent script."""
    parts = [
        '"""An assignment made for the benchmark."""',
        '# %% tags=["given"] grade_id="01_setup"\nimport hashlib\n\n'
        "import matplotlib.pyplot as plt\n"
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\n\n"
        "KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))\n"
        "READINGS = [3.1, 3.4, 3.9, 4.4, 4.1, 3.7, 3.2, 2.9, 3.0, 3.3]",
    ]
    for name, head, body, public, hidden in _ITEMS:
        parts.append(f"# %% [markdown]\n# **{name}**: complete the function.")
        region = f"    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
        parts.append(f'# %% tags=["answer"] grade_id="01_{name}"\n{head}\n{region}')
        tail = f"\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS" if hidden else ""
        parts.append(f'# %% tags=["test"] grade_id="01_{name}_test" points=2\n{public}{tail}')
    figure = f"### BEGIN SOLUTION\n{_FIGURE}\n### END SOLUTION"
    parts.append(f'# %% tags=["answer"] grade_id="01_figure"\n{figure}')
    for number, check in enumerate(
        ("lines == 2", "axes.get_ylabel() == '°C'", "len(axes.lines) == 2")
    ):
        test = f"assert {check}, 'Examine the figure.'"
        parts.append(f'# %% tags=["test"] grade_id="01_figure_test_{number}" points=2\n{test}')
    return "\n\n".join(parts) + "\n"


def make_class(root: Path, learners: int, seed: int = 1) -> Course:
    """A course folder with the assignment released and ``learners`` submissions handed in."""
    course = Course(root)
    for folder in (course.notebooks, course.exercises, course.solutions / SLUG):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    path = course.assignment_script(SLUG)
    path.write_text(script(), encoding="utf-8")
    write_notebook(read_assignment(path), path.with_suffix(".ipynb"))
    run_converter("GenerateAssignment", course, SLUG)
    dice = random.Random(seed)
    for number in range(learners):
        folder = root / "submitted" / f"learner_{number:04}" / SLUG
        write_notebook(_submission(path, dice, number), folder / f"{SLUG}.ipynb")
    return course


def _submission(path: Path, dice: random.Random, number: int) -> object:
    """The reference with a comment of its own, and here and there a wrong or missing answer."""
    notebook = read_assignment(path)
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution"):
            lines = [line for line in cell.source.splitlines() if "SOLUTION" not in line]
            chance = dice.random()
            if lines[0].startswith("def ") and chance < 0.15:
                lines[1:] = [
                    "    return None" if chance < 0.1 else "    raise NotImplementedError()"
                ]
            cell["source"] = "\n".join([f"# learner {number}", *lines])
        elif mark.get("grade"):
            cell["source"] = "\n".join(regions(cell.source, "hidden test")[1])
    return notebook
