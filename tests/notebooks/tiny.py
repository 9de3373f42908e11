"""A tiny course in a temporary folder: one lesson, one assignment, one way to be wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

from classroom.course import Course

SLUG = "01_fingerprints"

LESSON = '''"""A lesson made for the tests."""

# %% [markdown]
# # How does a shop prove which box it got without keeping the box?

# %%
import hashlib

hashlib.sha256(b"box").hexdigest()[:8]

# %% [markdown] tags=["instructor"]
# Ask the class first. Most of them say: take a photograph.

# %%
import matplotlib.pyplot as plt

_ = plt.plot([1, 2, 3])

# %%
print("one")
print("two")

# %%
import ipywidgets

ipywidgets.IntSlider(value=3)
'''

ASSIGNMENT = '''"""An assignment made for the tests."""

# %% tags=["given"] grade_id="01_setup"
import hashlib

# %% [markdown]
# **Item 1.** Write `double(x)`: twice x.

# %% tags=["answer"] grade_id="01_double"
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    twofold_secret = x + x
    return twofold_secret
    ### END SOLUTION

# %% tags=["test"] grade_id="01_double_test" points=2
assert double(2) == 4, "Try a number that you can double in your head."
### BEGIN HIDDEN TESTS
import sys

print("a warning is no fault", file=sys.stderr)
assert double(-77123) == -154246, "Negative numbers have doubles too."
### END HIDDEN TESTS

# %% [markdown]
# **Item 2.** Write `mark(text)`: the first 8 hexadecimal digits of its SHA-256.

# %% tags=["answer"] grade_id="01_mark"
def mark(text):
    """Return 8 hexadecimal digits."""
    ### BEGIN SOLUTION
    return hashlib.sha256(text.encode()).hexdigest()[:8]
    ### END SOLUTION

# %% tags=["test"] grade_id="01_mark_test" points=3
assert len(mark("box")) == 8, "Count the digits you return."
### BEGIN HIDDEN TESTS
assert mark("crate") == "%s" % hashlib.sha256(b"crate").hexdigest()[:8], f"not {mark('crate')}"
### END HIDDEN TESTS

# %% [markdown] tags=["rubric"] grade_id="01_judgement" points=4
# ### BEGIN SOLUTION
# A fingerprint shows equality and says nothing about the truth of the record.
# ### END SOLUTION
'''

WRONG = '''"""Doubles small numbers only."""

EXPECTED = {"01_double_test": 0}

# %% grade_id="01_double"
def double(x):
    return 4
'''


def make(root: Path, real: Path) -> Course:
    """Write the tiny course below ``root`` with the real course's nbgrader settings."""
    course = Course(root)
    for folder in (course.notebooks, course.exercises, course.solutions / SLUG / "wrong"):
        folder.mkdir(parents=True)
    shutil.copy(real / "nbgrader_config.py", root)
    course.lesson_script(SLUG).write_text(LESSON, encoding="utf-8")
    course.assignment_script(SLUG).write_text(ASSIGNMENT, encoding="utf-8")
    (course.solutions / SLUG / "wrong" / "four.py").write_text(WRONG, encoding="utf-8")
    return course
