"""A consortium 联盟: organisations that share one ledger and trust each other only so far.

The way of a transaction: a member builds and signs it, the consortium tries it out
(*endorsement* 背书), the ordering service puts it into a block, every organisation's replica
executes it, and all replicas must arrive at the same state root. No step reaches back.

Who may take part is itself on the ledger: the contract ``members`` admits and removes
organisations, and only the founder's key may call it.

Left out of the real thing: a network between the replicas, endorsement policies by several
organisations, private data, certificates. Part A of the course adds them.
"""

from course_lib.consortium.consortium import CLOCK_TOLERANCE_MS, Consortium
from course_lib.consortium.member import Member

__all__ = ["CLOCK_TOLERANCE_MS", "Consortium", "Member"]
