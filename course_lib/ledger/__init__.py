"""The ledger: blocks in order, validated one by one, and found again.

    >>> from course_lib.blocks import genesis, make_block
    >>> ledger = Ledger.in_memory("pork")
    >>> ledger.append(genesis("pork"))
    >>> ledger.append(make_block(ledger.head, [], state_root="00" * 32, time_ms=5, proposer="A"))
    >>> ledger.height
    1
    >>> ledger.verify()      # returns: every block follows from the one before

A ledger lives in memory or in one SQLite file. On file, :meth:`Ledger.append` returns only when
the block is on disk (SQLite's write-ahead log, ``synchronous=FULL``): if the program is killed the
next moment, the block is still there.

What a ledger alone cannot show: a copy whose newest blocks were cut off, or whose newest header was
made anew, verifies as well. Only the head's hash, known from somewhere else, tells.

Left out of the real thing: forks and which branch to follow (proof of work, lesson 03), pruning of
old blocks, copies on other machines (floor 5 keeps one ledger for each organisation), encryption.
"""

from course_lib.ledger.ledger import Ledger, Recorded

__all__ = ["Ledger", "Recorded"]
