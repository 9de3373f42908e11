"""A synthetic register kept as a chain, and what whoever keeps every copy can do to it 篡改.

Four owners sell boxes in a cold store to each other. Each transfer is signed by its seller; the
store, which keeps the register, has no owner's key. **No company or transfer here exists.**

The steps of a rewrite, each with what still gives it away:

1. :func:`edited`: another number of boxes; the seller's signature and the block's root do not fit.
2. ``signed_again``: the seller helps; the root does not fit.
3. :func:`remade`, one block: a new header; the next block names the old one.
4. :func:`remade`, all that follow: nothing inside the chain. Only a hash kept elsewhere differs.

Left out of the real thing: whether a seller owns what it sells; what makes step 4 dear, which is
work (lesson 04) or the signatures of many (lesson 05).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from course_lib.blocks import (
    Block,
    Header,
    SignedTransaction,
    Transaction,
    genesis,
    make_block,
    sign,
)
from course_lib.errors import InvalidSignature, InvalidTransaction, InvalidValue, shown
from course_lib.keys import PrivateKey, generate, teaching_seed
from course_lib.merkle import root
from course_lib.units import milliseconds

CHAIN = "boxes"
STORE = "North Cold Store"
OWNERS = ("Anhe", "Boda", "Chenguang", "Dongli")
WEEK = (
    (("Anhe", "Boda", 40), ("Chenguang", "Anhe", 15)),
    (("Boda", "Chenguang", 40), ("Boda", "Dongli", 40)),
    (("Anhe", "Dongli", 60), ("Dongli", "Anhe", 10)),
    (("Chenguang", "Boda", 20), ("Anhe", "Chenguang", 35)),
    (("Dongli", "Chenguang", 25), ("Boda", "Anhe", 5)),
)
"""Seller, buyer and boxes, from Monday to Friday. On Tuesday Boda sells the same boxes twice."""
START = milliseconds("2024-06-03T09:00:00+08:00")
DAY = 24 * 60 * 60 * 1000


@cache
def owner_key(name: str) -> PrivateKey:
    """An owner's key; it keeps no secret."""
    return generate(seed=teaching_seed(name))


def _seller(signed: SignedTransaction) -> str:
    sender = signed.transaction.sender
    for name in OWNERS:
        if owner_key(name).public_key.to_text() == sender:
            return name
    raise InvalidTransaction(f"{shown(sender)} is no owner's key: use {', '.join(OWNERS)}")


def transfer(seller: str, buyer: str, boxes: int, nonce: int, time_ms: int) -> SignedTransaction:
    """One transfer, signed by its seller."""
    key = owner_key(seller)
    asked = Transaction(
        chain=CHAIN,
        contract="register",
        action="transfer",
        arguments={"to": buyer, "boxes": boxes},
        sender=key.public_key.to_text(),
        nonce=nonce,
        time_ms=time_ms,
    )
    return sign(asked, key)


def told(signed: SignedTransaction) -> str:
    """A transfer in words, such as ``Anhe to Boda: 40``.

    Raises:
        InvalidTransaction: if it is no transfer between the owners.
    """
    buyer = signed.transaction.arguments.get("to")
    return f"{_seller(signed)} to {buyer}: {boxes_of(signed)}"


def boxes_of(signed: SignedTransaction) -> int:
    """How many boxes a transfer moves.

    Raises:
        InvalidTransaction: if it is no transfer.
    """
    boxes = signed.transaction.arguments.get("boxes")
    if type(boxes) is not int:
        raise InvalidTransaction(f"boxes is {shown(boxes)}: give a transfer of whole boxes")
    return boxes


@cache
def week() -> tuple[Block, ...]:
    """The chain of one week: the genesis block, then one block a day with two transfers."""
    blocks = [genesis(CHAIN, time_ms=START - DAY, proposer=STORE)]
    for day, listed in enumerate(WEEK):
        time_ms = START + day * DAY
        signed = [transfer(*each, 2 * day + n, time_ms) for n, each in enumerate(listed)]
        blocks.append(_next(blocks[-1].header, signed, time_ms))
    return tuple(blocks)


def _next(parent: Header, signed: Sequence[SignedTransaction], time_ms: int) -> Block:
    return make_block(parent, signed, state_root=parent.state_root, time_ms=time_ms, proposer=STORE)


def edited(
    blocks: Sequence[Block], height: int, boxes: int, *, signed_again: bool = False
) -> tuple[Block, ...]:
    """A copy in which the first transfer of a block says another number of boxes.

    Args:
        blocks: a chain such as :func:`week`.
        height: whose transfer, at least 1.
        boxes: the number that it says now.
        signed_again: whether the seller signs the new number.

    Raises:
        InvalidValue: if there is no such block, or it holds no transfer.
    """
    block = _block(blocks, height)
    if not block.transactions:
        raise InvalidValue(f"block {height} holds no transfer: choose another")
    first, *others = block.transactions
    asked = replace(first.transaction, arguments={**first.transaction.arguments, "boxes": boxes})
    changed = (
        sign(asked, owner_key(_seller(first)))
        if signed_again
        else replace(first, transaction=asked)
    )
    new = replace(block, transactions=(changed, *others))
    return (*blocks[:height], new, *blocks[height + 1 :])


def remade(blocks: Sequence[Block], height: int, last: int | None = None) -> tuple[Block, ...]:
    """A copy with new headers that fit, from one height to another: no key is needed for it.

    Args:
        blocks: a chain, edited somewhere.
        height: the first block that gets a new header, at least 1.
        last: the last one; the newest block by default.

    Raises:
        InvalidValue: if there is no such block.
    """
    _block(blocks, height)
    made = list(blocks[:height])
    for block in blocks[height : None if last is None else last + 1]:
        made.append(_next(made[-1].header, block.transactions, block.header.time_ms))
    return (*made, *blocks[len(made) :])


def _block(blocks: Sequence[Block], height: int) -> Block:
    if type(height) is not int or not 1 <= height < len(blocks):
        raise InvalidValue(f"no block {shown(height)}: choose one from 1 to {len(blocks) - 1}")
    return blocks[height]


def faults(block: Block, parent: Header | None) -> dict[str, str]:
    """What does not fit at a block, in words: of ``link``, ``root``, ``signature`` those that fail.

    :func:`~course_lib.blocks.validate_block` stops at the first fault; this tells them all, for
    pictures.
    """
    header, found = block.header, dict[str, str]()
    if parent is not None and header.previous != parent.hash:
        found["link"] = (
            f"it names {header.previous[:6]}… as the block before, not {parent.hash[:6]}…"
        )
    own = root((signed.leaf for signed in block.transactions), header.algorithm).hex()
    if own != header.transactions_root:
        found["root"] = (
            f"its transfers have the root {own[:6]}…, not {header.transactions_root[:6]}…"
        )
    bad = [told(signed) for signed in block.transactions if not _is_signed(signed)]
    if bad:
        found["signature"] = f"the seller did not sign '{bad[0]}'."
    return found


def _is_signed(signed: SignedTransaction) -> bool:
    try:
        signed.verify()
    except InvalidSignature:
        return False
    return True
