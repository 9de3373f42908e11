"""Digital signatures: who wrote this, and has it changed since?

A private key signs; its public key, known to all, checks. One interface stands before several
algorithms; each is named as in the table below and can be exchanged for another.

===============  ==========================  =========================  ====================
algorithm        standard                    public key ``raw``         signature
===============  ==========================  =========================  ====================
``ed25519``      RFC 8032, 5.1               32 bytes                   64 bytes, ``R + S``
``ecdsa-p256``   FIPS 186-5, with SHA-256    33 bytes, compressed       64 bytes, ``r + s``
                                             point (SEC 1, 2.3.3)
``sm2``          GB/T 32918.2-2016, SM3      33 bytes, compressed       64 bytes, ``r + s``
                                             point
===============  ==========================  =========================  ====================

    >>> key = generate(seed=teaching_seed("Alice"))
    >>> signature = key.sign(b"pay 5 yuan")
    >>> key.public_key.verify(signature, b"pay 5 yuan")      # returns: all is well
    >>> key.public_key.verify(signature, b"pay 500 yuan")
    Traceback (most recent call last):
    ...
    course_lib.errors.InvalidSignature: ed25519 signature does not fit this key and message ...

All of them sign deterministically here (RFC 8032 by nature, the others by RFC 6979): the same key
and message give the same signature on any machine, and no bad random number can leak the key.

The first two run in ``cryptography``. SM2 is the course's own, *for teaching: not constant-time*.

Whose key is it? An authority says so (:mod:`course_lib.keys.authority`), and a verifier asks it
(:mod:`course_lib.keys.certificates`). Where is the private key? In a file under a password
(:mod:`course_lib.keys.key_files`). What does a receiver ask of a signed order, and how is one
forged? (:mod:`course_lib.keys.orders`, :mod:`course_lib.keys.forgeries`.) They are imported by
those who need them.

Left out of the real thing: keeping private keys in hardware. :func:`teaching_seed` is for lessons
only: whoever knows the name knows the key.
"""

from course_lib.keys.batch import first_invalid, verify_many
from course_lib.keys.pair import (
    PrivateKey,
    PublicKey,
    generate,
    generate_random,
    teaching_seed,
)
from course_lib.keys.scheme import ALGORITHMS, Scheme

__all__ = [
    "ALGORITHMS",
    "PrivateKey",
    "PublicKey",
    "Scheme",
    "first_invalid",
    "generate",
    "generate_random",
    "teaching_seed",
    "verify_many",
]
