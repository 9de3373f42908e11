"""What an instructor wants to know of a graded class: a page, figures and files of marks."""
