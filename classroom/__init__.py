"""The instructor's wing: building, checking, grading and serving the course.

It knows of notebooks and marks, not of blockchains; nothing in ``course_lib`` knows of it.
"""
