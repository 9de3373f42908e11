"""A submission whose every answer is one object that says yes to whatever it is asked.

It is made for each assignment, and must score nothing: a test that such an object passes compares
what a learner's object says of itself.

What this leaves out: answers that a plain constant fits; those are written by hand under ``wrong``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classroom.course import Course
from classroom.grading.names import bound
from classroom.submissions import is_open, reference

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

BASES = ("dict", "bytes", "float", "str")
"""Types that it claims to be; a test may ask for one of them carelessly."""

_ANYTHING = '''
class Anything({base}):
    """Equal to all, above and below all, and there is nothing that it lacks."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = object.__hash__
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__

    def __sub__(self, other):
        return self

    __rsub__ = __rshift__ = __getitem__ = __sub__

    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        return self

    def __abs__(self):
        return self

    def __len__(self):
        return 1

    def __bool__(self):
        return True
'''


def equal_to_everything(course: Course, slug: str, base: str) -> NotebookNode:
    """The submission: each name that an answer binds is bound to that object.

    Args:
        base: the type that the object claims to be, one of :data:`BASES`.
    """
    notebook = reference(course, slug)
    answers = [c for c in notebook.cells if is_open(c) and c.cell_type == "code"]
    for cell in answers:
        names = sorted(bound(cell.source))
        cell["source"] = "\n".join(f"{name} = Anything()" for name in names)
    answers[0]["source"] = f"{_ANYTHING.format(base=base)}\n\n{answers[0].source}"
    return notebook
