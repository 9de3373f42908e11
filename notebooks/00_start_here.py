"""The start page: what the course holds, what is ready, and how to work.

`lianke build` writes the course map below from classroom/course_map.toml and the files present.
"""

# %% [markdown]
# # Lianke 链课: start here
#
# This course teaches what a blockchain does for an industry, and what it cannot do. Each class
# answers one question from a real case: a box of pork, a waybill, a carmaker's promise to pay. You
# run a small working chain, break it, repair it, and then decide whether it was worth having.
#
# You can read Python a little. You need no account, no network and no earlier knowledge of
# cryptography or finance: a term of the trade is explained where it first stands, and the main
# ones have their Chinese name beside them.

# %% [markdown]
# ## Try it now
#
# Click the grey cell below and press **Shift + Enter**. It computes the digest (哈希值 *hāxīzhí*) of
# a sentence, a kind of fingerprint. Then change one letter and run it again: the digest changes
# altogether. The whole course grows from this.

# %%
from course_lib.hashing import hexdigest

hexdigest(b"This box came from farm 7.")

# %% [markdown]
# ## How to work
#
# 1. **Lesson.** Open a lesson from the map below. Run it from top to bottom, cell by cell. Where it
#    asks you to predict, commit to an answer before you run the next cell: the
#    answer stored there is folded away until then. To see no stored output at all, choose *Edit →
#    Clear Outputs of All Cells* first.
# 2. **Exercises.** Open the exercises of the same number. Replace `raise NotImplementedError()` by
#    your code. Each item stands alone: if one is hard, go on with the next.
# 3. **Check.** Press **Validate** at the top of the notebook, or type in a terminal (*File → New →
#    Terminal*):
#
#        lianke check exercises/09_pork_traceability/09_pork_traceability.ipynb
#
#    It says item by item what passes and what to look at next.
# 4. **Hand in.** In a class, use *Nbgrader → Assignment List → Submit*. Alone, you are done when
#    the check is content.
#
# To begin a notebook afresh: *Kernel → Restart Kernel and Run All Cells*.

# %% [markdown]
# ## How it is graded
#
# * Every item says its points. Tests below your answer run when you check; further tests, with
#   other inputs, run when your work is graded. They ask for the same thing: no trick is hidden.
# * Any correct way to solve an item earns all its points.
# * One item in each assignment is a judgement in your own words. A person reads it, with a scale
#   that you see beside the question.
# * Test cells are locked. Changes to them are undone before grading.

# %% [markdown]
# ## Keys worth knowing
#
# | keys | what happens |
# |---|---|
# | Shift + Enter | run this cell and go to the next |
# | Esc, then A or B | a new cell above or below |
# | Esc, then D D | delete this cell |
# | Esc, then Z | undo the deletion |
# | Tab | complete the word at the cursor |
# | Shift + Tab | explain the function at the cursor |
# | I I (after Esc) | stop a cell that runs too long |

# %% [markdown]
# ## The course map
#
# A lesson in **bold** is ready; the others are in preparation and keep their number.

# %% [markdown] tags=["course-map"]
# `lianke build` writes the tables here.

# %% [markdown]
# ## For instructors
#
# The [instructor's handbook](../docs/instructors.md) leads from an empty machine to released
# feedback.
