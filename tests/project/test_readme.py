"""The README and the handbook say what is there."""

from __future__ import annotations

import re
from pathlib import Path

from classroom.course import Course


def test_the_readme_lists_every_lesson_that_is_ready(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8")
    linked = re.findall(r"\(notebooks/((?!00)\d\d_\w+)\.ipynb\)", text)
    ready = [slug for slug in Course(root).lessons() if not slug.startswith("00")]
    assert linked == ready
    exercises = re.findall(r"\(exercises/(\d\d_\w+)/\1\.ipynb\)", text)
    assert exercises == Course(root).assignments()


def test_links_inside_the_project_lead_somewhere(root: Path) -> None:
    pages = [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target} is not there"
