"""Transactions, and the blocks that chain them.

A *transaction* says who asks which contract to do what, on which ledger; its sender signs it.
A *block* is a header and a list of signed transactions. The header names its parent by hash and
covers the transactions by a Merkle root. Whoever edits an old block changes its hash, and the next
header no longer fits.

    >>> from course_lib.keys import generate, teaching_seed
    >>> alice = generate(seed=teaching_seed("Alice"))
    >>> request = Transaction(chain="pork", contract="trace", action="record", nonce=1, time_ms=0,
    ...                       arguments={"batch": "B7"}, sender=alice.public_key.to_text())
    >>> first = genesis("pork")
    >>> block = make_block(first.header, [sign(request, alice)], state_root=first.header.state_root,
    ...                    time_ms=0, proposer="Alice")
    >>> validate_block(block, first.header)      # returns: all is well

**What is hashed.** Each kind of thing starts differently (:mod:`course_lib.hashing`), so none can
be passed off as another:

=================  =====================================  =========================================
thing              digest                                 over
=================  =====================================  =========================================
transaction        ``tagged("lianke/transaction", ...)``  canonical JSON of its fields
header             ``tagged("lianke/header", ...)``       canonical JSON of its fields
header unsealed    ``tagged("lianke/proposal", ...)``     the same without ``consensus``
endorsement        ``tagged("lianke/endorsement", ...)``  canonical JSON of reads and writes
leaf of the root   ``00`` + ...                           transaction's digest + signature, and the
                                                          endorsement's digest where there is one
node of the root   ``01`` + ...                           the two digests below
=================  =====================================  =========================================

Left out of the real thing: limits on size, fees, several senders of one transaction,
the results of transactions (floor 5 keeps them in the world state, which ``state_root`` covers).
"""

from course_lib.blocks.block import Block, genesis, make_block
from course_lib.blocks.endorsement import Endorsement
from course_lib.blocks.header import Header
from course_lib.blocks.proof import TransactionProof
from course_lib.blocks.transaction import SignedTransaction, Transaction, sign
from course_lib.blocks.validation import validate_block

__all__ = [
    "Block",
    "Endorsement",
    "Header",
    "SignedTransaction",
    "Transaction",
    "TransactionProof",
    "genesis",
    "make_block",
    "sign",
    "validate_block",
]
