"""What ``nbgrader autograde`` makes of a well-behaved submission, ``lianke grade`` makes, too.

Every item's score, every comment, what is left to a person, and every output of every cell are
compared. What may differ stands in ``both.RULES`` (made equal before comparing) and in
``DIFFERENCES`` (cell by cell); anything else fails, and so does a listed difference that is none.

An ordinary run grades two submissions of each assignment and half of the notebooks with features;
LIANKE_LONG=1 grades the whole corpus.
"""

from __future__ import annotations

import os
from pathlib import Path

import both
import corpus
import pytest
import tiny
from nbformat.notebooknode import NotebookNode
from needs import bubblewrap

from classroom.course import Course

LONG = os.environ.get("LIANKE_LONG") == "1"
REAL = Course(Path(__file__).resolve().parents[2])
QUICK = ("prints", "figures", "drawing", "rich", "widgets", "await", "shell", "magics")
QUICK += ("tracebacks", "libraries", "updates", "raises_in_hidden", "prints_in_tested")
QUICK += ("displays_in_tested",)

READS_THE_TEST = (
    "The answer reads a name that only the test's own cell defines, so as to return what the test "
    "expects. The learner's process never has that cell: the item is lost a line earlier, or later."
)
NO_PERSON = "The last frame is that of the stand-in for input(): ours instead of ipykernel's."
NOTHING_BESIDE = "The notebook itself does not lie in the folder in which the code runs."
TOLD = "The kernel has no traceback for it and nbgrader says so; we show the error's own text."
FIXED = "Texts have the same hashes in every box, so that a set has the same order in every run."
ZONE = "The box has an environment of its own, in which the time is UTC."
NO_NOTEBOOK = "Magics that speak to a browser (%autosave, %connect_info...) are not there."
TWICE = "nbgrader adds the error of a representation once more, under the name NoneType."
ONCE_LESS = "A figure of which nothing depends on it is laid out once less: worker/figures.py."

# (assignment, submission, cell) -> why its outputs differ. Scores and comments differ nowhere.
DIFFERENCES = {
    ("02_signatures", "wrong-hard_coded", "02_signer_of_test"): READS_THE_TEST,
    ("02_signatures", "wrong-hard_coded", "02_lower_s_test"): READS_THE_TEST,
    ("02_signatures", "wrong-hard_coded", "02_za_test"): READS_THE_TEST,
    ("02_signatures", "wrong-hard_coded", "02_admit_test"): READS_THE_TEST,
    ("04_proof_of_work", "wrong-hard_coded", "04_meets_test"): READS_THE_TEST,
    ("09_pork_traceability", "wrong-hard_coded", "09_edited_test"): READS_THE_TEST,
    (tiny.SLUG, "cells", "f11"): NOTHING_BESIDE,
    (tiny.SLUG, "magics", "f14"): NOTHING_BESIDE,
    (tiny.SLUG, "input", "f0"): NO_PERSON,
    (tiny.SLUG, "input", "f1"): NO_PERSON,
    (tiny.SLUG, "magics", "f16"): TOLD,
    (tiny.SLUG, "magics", "f17"): TOLD,
    (tiny.SLUG, "tracebacks", "f3"): TOLD,
    (tiny.SLUG, "drawing", "f12"): ONCE_LESS,
    (tiny.SLUG, "libraries", "f28"): FIXED,
    (tiny.SLUG, "libraries", "f31"): ZONE,
    (tiny.SLUG, "libraries", "f37"): NO_NOTEBOOK,
    (tiny.SLUG, "rich", "f10"): TWICE,
    (tiny.SLUG, "rich", "f11"): TWICE,
}


def compare(
    course: Course, slug: str, notebooks: dict[str, NotebookNode], folder: Path
) -> list[both.Difference]:
    """Grade by both; the differences that are not listed, and the listed ones that are none."""
    theirs = both.by_nbgrader(course, slug, notebooks, folder / "theirs")
    ours = both.prepared(course, slug, notebooks, folder / "ours")
    both.graded(ours, slug)
    found = list(both.differences(theirs, ours, slug))
    keys = {(slug, one.submission, one.place) for one in found}
    listed = {key for key in DIFFERENCES if key[0] == slug and key[1] in notebooks}
    items = sum(name.startswith("grade ") for row in both.rows(ours, slug).values() for name in row)
    print(f"{slug}: {len(notebooks)} submissions, {items} items, {len(found)} cells differ")
    gone = [both.Difference(*key[1:], "listed", "but equal") for key in listed - keys]
    return gone + [one for one in found if (slug, one.submission, one.place) not in listed]


@bubblewrap
@pytest.mark.slow
@pytest.mark.parametrize("slug", REAL.assignments())
def test_submissions_of_an_assignment_are_graded_alike(slug: str, tmp_path: Path) -> None:
    """References, blanks and everything under wrong/ and right/."""
    notebooks = corpus.of_assignment(REAL, slug)
    assert compare(REAL, slug, notebooks if LONG else corpus.sample(notebooks), tmp_path) == []


@bubblewrap
@pytest.mark.slow
def test_notebooks_with_features_are_graded_alike(built: Course, tmp_path: Path) -> None:
    """Figures, widgets, magics, child processes, tracebacks... in a learner's own cells."""
    notebooks = corpus.with_features(built, tiny.SLUG)
    chosen = notebooks if LONG else {name: notebooks[name] for name in QUICK}
    assert compare(built, tiny.SLUG, chosen, tmp_path) == []


def test_the_corpus_is_large_and_the_table_names_what_is_in_it(built: Course) -> None:
    """At least 60 submissions over all assignments, each difference in one of them."""
    slugs = REAL.assignments()
    found = {(slug, name) for slug in slugs for name in corpus.of_assignment(REAL, slug)}
    features = {(tiny.SLUG, name) for name in corpus.with_features(built, tiny.SLUG)}
    print(f"{len(found)} submissions of {len(slugs)} assignments, {len(features)} with features")
    assert len(found) >= 60
    assert {key[:2] for key in DIFFERENCES} <= found | features
