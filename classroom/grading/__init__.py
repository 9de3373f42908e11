"""The trusted side of grading: it keeps the notebook, the tests, the marks and the gradebook."""
