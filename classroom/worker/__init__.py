"""What runs inside the box: a parent that has imported everything, and the children it forks.

Two children serve one submission. The *player* runs the learner's cells and nothing else. The
*judge* runs the instructor's tests and never a line of the learner's: what a test asks of the
learner's functions it asks through a socket, and only plain data comes back.

What this leaves out: deciding marks, notebooks and the gradebook; the driver outside does that.
"""
