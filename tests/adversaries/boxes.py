"""The assignment that adversaries hand in: four items for the machine, one for a person."""

from __future__ import annotations

import shutil
from pathlib import Path

from classroom.course import Course

SLUG = "01_boxes"
FULL = {"double": 2.0, "mark": 3.0, "count": 1.0, "total": 4.0}
BLANK = dict.fromkeys(FULL, 0.0)

ASSIGNMENT = '''"""An assignment made for the adversaries."""

# %% tags=["given"] grade_id="01_setup"
import hashlib

from classroom.verdict import same

# %% tags=["answer"] grade_id="01_double"
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    solution_SOLUTION = x + x
    return solution_SOLUTION
    ### END SOLUTION

# %% tags=["test"] grade_id="01_double_test" points=2
assert double(2) == 4, "Try a number that you can double in your head."
### BEGIN HIDDEN TESTS
assert double(-77123) == -154246, "Negative numbers have doubles too."
### END HIDDEN TESTS

# %% tags=["answer"] grade_id="01_mark"
### BEGIN SOLUTION
import hashlib  # what an answer imports is no answer
### END SOLUTION
def mark(text):
    """Return the first 8 hexadecimal digits of the SHA-256 of a text."""
    ### BEGIN SOLUTION
    return hashlib.sha256(text.encode()).hexdigest()[:8]
    ### END SOLUTION

# %% tags=["test"] grade_id="01_mark_test" points=3
assert len(mark("box")) == 8, "Count the digits you return."
### BEGIN HIDDEN TESTS
word = "HIDDEN"
expected = hashlib.sha256(word.encode()).hexdigest()[:8]
assert mark(word) == expected, f"not {mark(word)} but {expected}"
### END HIDDEN TESTS

# %% tags=["answer"] grade_id="01_count"
def count(words):
    """Return how many words there are."""
    ### BEGIN SOLUTION
    return len(words)
    ### END SOLUTION

# %% tags=["test"] grade_id="01_count_test" points=1
assert count(["a", "b"]) == 2, "Count them."

# %% tags=["answer"] grade_id="01_total"
def total(loads):
    """Return the sum of each product's boxes, from pairs of product and boxes."""
    ### BEGIN SOLUTION
    sums = {}
    for product, boxes in loads:
        sums[product] = sums.get(product, 0) + boxes
    return sums
    ### END SOLUTION

# %% tags=["test"] grade_id="01_total_test" points=4
got = total([("pork", 2), ("pork", 3)])
assert same(got, {"pork": 5}), f"{got} is not the sum"
### BEGIN HIDDEN TESTS
cases = [[("HIDDEN", 1)], []]
for got, wanted in zip(map(total, cases), [{"HIDDEN": 1}, {}]):
    assert same(got, wanted), f"{got} is not {wanted}"
assert same(total([("a", 1), ("b", 2), ("a", 3)]), {"a": 4, "b": 2})
### END HIDDEN TESTS

# %% [markdown] tags=["rubric"] grade_id="01_judgement" points=5
# ### BEGIN SOLUTION
# What a good answer says.
# ### END SOLUTION
'''

ANSWERS = {
    "double": "def double(x):\n    return 2 * x",
    "mark": "def mark(text):\n    return hashlib.sha256(text.encode()).hexdigest()[:8]",
    "count": "def count(words):\n    return len(words)",
    "total": "def total(loads):\n    sums = {}\n    for product, boxes in loads:\n"
    "        sums[product] = sums.get(product, 0) + boxes\n    return sums",
}


def make(root: Path, real: Path, secrets: dict[str, str]) -> Course:
    """Write the course below ``root``; its solutions and hidden tests hold secrets."""
    course = Course(root)
    for folder in (course.notebooks, course.exercises, course.solutions / SLUG):
        folder.mkdir(parents=True)
    shutil.copy(real / "nbgrader_config.py", root)
    script = ASSIGNMENT
    for place in ("SOLUTION", "HIDDEN"):
        script = script.replace(f"_{place}", f"_{secrets[place]}")
        script = script.replace(f'"{place}"', f'"{secrets[place]}"')
    course.assignment_script(SLUG).write_text(script, encoding="utf-8")
    (course.solutions / SLUG / "prices.csv").write_text("pork,12\n", encoding="utf-8")
    return course
