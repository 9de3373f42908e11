"""``python -m classroom`` is ``lianke``."""

from classroom.cli import main

main()
