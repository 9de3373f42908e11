'''Prove the grader: submissions beside an assignment that must lose marks.

Beside each assignment stands ``solutions/NN_slug/wrong/*.py``, one submission a file, and
``solutions/NN_slug/right/*.py`` for other correct ways that must keep full marks. A file is a
percent script in three parts::

    """Follows only the first parent, so a mixed box keeps one farm of several."""

    DEFAULT = "full"
    EXPECTED = {"09_trace_back_test": 0, "09_recall_test": 1}

    # %% grade_id="09_trace_back"
    def trace_back(events, box):
        ...

    # %% [markdown] grade_id="09_judgement"
    # It depends.

* The docstring says why the submission is wrong (or, under ``right``, how it differs).
* ``DEFAULT = "full"``: cells not given here are the reference answers; every test not named
  in ``EXPECTED`` must score all its points. ``DEFAULT = "zero"``: cells not given here are
  blank as released; every test not named must score 0. Left out, it is ``"full"``.
* ``EXPECTED``: test ``grade_id`` -> points that remain, 0 to the test's points. Numbers only:
  the part above the first cell is read, never run. Under ``right`` it must be absent.
* Each cell replaces the whole content of the answer or rubric cell with that ``grade_id``
  (the ``def`` line too).

A file under ``wrong`` that takes no mark away, names an unknown ``grade_id`` or replaces
a test is itself refused. Rubric cells are graded by hand and do not enter the comparison.
The reference (full marks) and the blank release (zero) are graded beside the files, all of them
as submissions to one temporary course by nbgrader's own autograde.

What this leaves out: submissions that attack the grading process itself (endless loops, forged
outputs, deleted cells); they are built by hand where the grader's isolation is tested.
'''
