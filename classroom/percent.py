'''Percent scripts: the only hand-written form of a lesson or an assignment.

A script is plain Python that Jupytext reads. ``# %%`` opens a code cell and ``# %% [markdown]``
a text cell; everything above the first ``# %%`` is for readers of the script (a docstring, a
``# ---`` header) and enters no notebook. ``lianke build`` makes the notebooks.

Lessons: ``notebooks/NN_slug.py``
---------------------------------

Plain cells, and two tags::

    # %% [markdown] tags=["instructor"]      a note for the instructor; the learner's copy omits it
    # %% tags=["raises-exception"]           a cell that is meant to fail

The learner's copy is ``notebooks/NN_slug.ipynb``, executed. The instructor's copy holds the notes
too and is ``solutions/NN_slug/instructor/NN_slug_lesson.ipynb``, without outputs; nbgrader never
releases that folder.

Assignments: ``solutions/NN_slug/NN_slug.py``
---------------------------------------------

A graded cell has one role tag and a ``grade_id`` in its header; ``build`` writes the longer
nbgrader metadata from them::

    # %% tags=["given"] grade_id="09_setup"
    from course_lib import ledger            # locked: restored before grading

    # %% [markdown]
    # **Item 1.** Goal, signature, one worked example, where to start when stuck.

    # %% tags=["answer"] grade_id="09_trace_back"
    def trace_back(events, box):
        """Return the farms that this box came from."""
        ### BEGIN SOLUTION
        return ...
        ### END SOLUTION

    # %% tags=["test"] grade_id="09_trace_back_test" points=2
    assert trace_back(EVENTS, "a") == {"farm"}, "Follow the parents of each aggregation."
    ### BEGIN HIDDEN TESTS
    assert trace_back([], "a") == set(), "What if nothing was captured?"
    ### END HIDDEN TESTS

    # %% [markdown] tags=["rubric"] grade_id="09_judgement" points=4
    # ### BEGIN SOLUTION
    # What a good answer says; the learner's copy shows YOUR ANSWER HERE.
    # ### END SOLUTION

========= ========= ====== ====== =============================================================
role      cell      points locked meaning
========= ========= ====== ====== =============================================================
given     any       no     yes    setup or checkpoint; the learner's edits are undone
answer    code      no     no     the learner writes here
test      code      yes    yes    decides the marks of the answer it is named after
rubric    markdown  yes    no     free text, graded by hand in formgrader
========= ========= ====== ====== =============================================================

Rules, each refused by name when broken: a ``grade_id`` begins with the lesson's number and holds
only ``a-z 0-9 _``; no two are equal; a test is called ``<answer>_test`` or ``<answer>_test_<word>``
and comes after its answer; an answer holds a solution region; points are above zero; a
last bare expression in a test is refused, because nbgrader reads its value as partial credit.
A failing *hidden* test may show its message to the learner in feedback when the message is a
plain string: write it as advice, never with the expected value.

What this leaves out: kernels other than Python, nbgrader's ``task`` cells and ``AUTOTEST``.
'''
