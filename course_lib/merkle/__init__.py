"""Merkle trees: one digest for many records, and short proofs about single ones (RFC 6962, 2.1).

A leaf is ``hash(00 + record)``, a node ``hash(01 + left + right)``. The first byte keeps a
node from being passed off as a record. The tree of n records splits at the largest power of two
below n::

            root                     7 records: 4 + 3, the 3 as 2 + 1
         /        \\
       k            l                A proof for c names, from the bottom up,
     /   \\        /   \\              what must be joined to c to reach the root:
    g     h      i     \\             d, g, l: 3 digests of 32 bytes.
   / \\   / \\   / \\     \\            For a million records it is 20.
  a  b  c  d  e  f      j

The same tree, level by level: join the nodes in pairs; a last one without a partner moves up as
it is. That is how :class:`MerkleTree` stores it.

    >>> records = [b"a", b"b", b"c", b"d", b"e", b"f", b"j"]
    >>> tree = MerkleTree(records)
    >>> proof = tree.inclusion_proof(2)
    >>> verify_inclusion(leaf_hash(b"c"), 2, 7, proof, tree.root)      # returns: c is inside

Left out of the real thing: growing a tree record by record, keeping it on disk, and the signed
tree heads and auditors that make a Certificate Transparency log of it (RFC 6962, 3).
"""

from course_lib.merkle.proofs import verify_consistency, verify_inclusion
from course_lib.merkle.tree import MerkleTree, leaf_hash, node_hash, root

__all__ = [
    "MerkleTree",
    "leaf_hash",
    "node_hash",
    "root",
    "verify_consistency",
    "verify_inclusion",
]
