"""Make a learner's release with nbgrader's generate_assignment, and prove that it leaks nothing.

The work is done in a temporary copy with its own gradebook; an instructor's is not touched.
"""

from __future__ import annotations

import json
from pathlib import Path

from classroom.course import Course, run_converter
from classroom.errors import ScriptError
from classroom.percent import INSTRUCTOR, read_script, tags
from classroom.roles import REGIONS, read_assignment, regions

SECRET_LENGTH = 12
WITHHELD = ("wrong", "right", "instructor")


def make_assignment(scratch: Course, slug: str) -> list[Path]:
    """Write the instructor's notebook and the release of one assignment inside ``scratch``.

    Args:
        scratch: a temporary course that holds the assignment's script.

    Returns:
        The files written, relative to the course folder.

    Raises:
        ScriptError: the script breaks a rule, or the release would leak.
        ClassroomError: nbgrader refused the notebook.
    """
    script = scratch.assignment_script(slug)
    instructor = script.with_suffix(".ipynb")
    write_notebook(read_assignment(script), instructor)
    run_converter("GenerateAssignment", scratch, slug)
    release = scratch.exercises / slug
    leaked = leaks(release, script)
    if leaked:
        raise ScriptError(f"the release of {slug} leaks: {leaked[0]}")
    made = sorted(path for path in release.rglob("*") if path.is_file())
    return [path.relative_to(scratch.root) for path in [instructor, *made]]


def write_notebook(notebook: object, path: Path) -> None:
    """Write a notebook as nbgrader and nbconvert do: sorted keys, one space, last newline."""
    import nbformat

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def leaks(release: Path, script: Path) -> list[str]:
    """What a release shows that it must not, in words; empty when it is clean.

    Looked for in every file: region markers, and lines of at least 12 characters that stand in
    the script only inside a solution, a hidden test or a note for the instructor.
    """
    secrets = secret_lines(script)
    found = [
        f"{path.name} is for instructors"
        for path in sorted(release.rglob("*"))
        if path.name in WITHHELD or path.name == script.name
    ]
    for path in sorted(p for p in release.rglob("*") if p.is_file()):
        shown = _shown_lines(path)
        markers = [begin for begin, _ in REGIONS.values()]
        found += [f"{path.name} shows '{m}'" for m in markers if any(m in line for line in shown)]
        found += [
            f"{path.name} shows a {secrets[line]} line: {line}" for line in shown if line in secrets
        ]
    return found


def secret_lines(script: Path) -> dict[str, str]:
    """Each line that only the instructor may see, with the kind of region it stands in."""
    secret: dict[str, str] = {}
    public: set[str] = set()
    for cell in read_script(script).cells:
        if INSTRUCTOR in tags(cell):
            secret.update(dict.fromkeys(map(str.strip, cell.source.splitlines()), "note"))
            continue
        outside = cell.source
        for kind in REGIONS:
            inside, rest = regions(outside, kind)
            secret.update(dict.fromkeys(map(str.strip, inside), kind))
            outside = "\n".join(rest)
        public.update(map(str.strip, outside.splitlines()))
    kept = {line for line in secret if len(line) >= SECRET_LENGTH and line not in public}
    return {line: kind for line, kind in secret.items() if line in kept}


def _shown_lines(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", errors="replace")
    if path.suffix != ".ipynb":
        return [line.strip() for line in text.splitlines()]
    lines = []
    for cell in json.loads(text)["cells"]:
        shown = "".join(cell["source"])
        for output in cell.get("outputs", []):
            shown += "\n" + json.dumps(output, ensure_ascii=False)
        lines += [line.strip() for line in shown.splitlines()]
    return lines
