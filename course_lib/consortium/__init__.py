"""A consortium 联盟: organisations that share one ledger and trust each other only so far.

The way of a transaction: a member builds and signs it, the consortium tries it out
(*endorsement* 背书), the ordering service puts it into a block, every organisation's replica
executes it, and all replicas must arrive at the same state root. No step reaches back.

Who may take part is itself on the ledger: the contract ``members`` admits and removes
organisations, and only the founder's key may call it. Whose signatures a transaction needs is on
the ledger too (:mod:`course_lib.contracts.policy`); whose key is whose, an authority says
(:mod:`.trust`). What only some may see is in a ledger of its own (:mod:`.groups`), or on the ledger
as a digest only (:mod:`.private_data`).

Left out of the real thing: a network between the replicas, votes on who is admitted.
"""

from course_lib.consortium.consortium import Consortium
from course_lib.consortium.endorsing import CLOCK_TOLERANCE_MS
from course_lib.consortium.member import Member

__all__ = ["CLOCK_TOLERANCE_MS", "Consortium", "Member"]
