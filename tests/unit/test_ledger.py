"""The ledger: appending, asking, verifying; in memory and in a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chains import ALICE, BOB, CHAIN, chain, following, signed

from course_lib.blocks import SignedTransaction, genesis
from course_lib.errors import InvalidBlock, InvalidValue, LedgerError
from course_lib.ledger import Ledger

BLOCKS = chain(3, size=4)


@pytest.fixture(params=["memory", "file"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger of each kind."""
    in_file = request.param == "file"
    ledger = Ledger.open(tmp_path / "a.ledger", CHAIN) if in_file else Ledger.in_memory(CHAIN)
    with ledger:
        yield ledger


@pytest.fixture
def ledger(empty: Ledger) -> Ledger:
    """A ledger of a genesis block and three more."""
    for block in BLOCKS:
        empty.append(block)
    return empty


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a ledger of a genesis block and three more, closed."""
    path = tmp_path / "a.ledger"
    with Ledger.open(path, CHAIN) as ledger:
        for block in BLOCKS:
            ledger.append(block)
    return path


def test_an_empty_ledger(empty: Ledger) -> None:
    assert (empty.height, len(empty), list(empty)) == (-1, 0, [])
    empty.verify()
    with pytest.raises(LedgerError, match=r"is empty: append genesis"):
        _ = empty.head
    with pytest.raises(InvalidBlock, match="height is 1, but should be 0"):
        empty.append(BLOCKS[1])
    with pytest.raises(InvalidBlock, match="block of 'beef', but this ledger is 'pork'"):
        empty.append(genesis("beef"))


def test_blocks_are_kept_in_order(ledger: Ledger) -> None:
    assert (ledger.height, len(ledger)) == (3, 4)
    assert list(ledger) == BLOCKS
    assert [ledger.block(height) for height in range(4)] == BLOCKS
    assert ledger.head == BLOCKS[3].header
    assert ledger.chain == CHAIN
    ledger.verify()


@pytest.mark.parametrize("height", [4, -1, None, "1", 1.0, True])
def test_no_such_block(ledger: Ledger, height: object) -> None:
    with pytest.raises(InvalidValue, match="heights go from 0 to 3"):
        ledger.block(height)


def test_bad_blocks_change_nothing(ledger: Ledger) -> None:
    replayed = BLOCKS[2].transactions[1]
    forged = SignedTransaction(signed(51).transaction, signed(52).signature)
    bad = {
        "height is 2, but should be 4": BLOCKS[2],
        "already recorded in block 2; a new request": following(BLOCKS[3], signed(50), replayed),
        "the signature of": following(BLOCKS[3], signed(50), forged),
    }
    for message, block in bad.items():
        with pytest.raises(InvalidBlock, match=message):
            ledger.append(block)
        assert ledger.height == 3
    with pytest.raises(InvalidValue, match="is in no block"):
        ledger.transaction(signed(50).id)
    ledger.verify()
    ledger.append(following(BLOCKS[3], signed(50)))
    ledger.verify()


def test_transactions_are_found_by_id(ledger: Ledger) -> None:
    for block in BLOCKS[1:]:
        for position, transaction in enumerate(block.transactions):
            assert ledger.transaction(transaction.id) == (block, position)


@pytest.mark.parametrize("name", ["00" * 32, "00", "", "zz", "\ud800", None, 5, b"00"])
def test_no_such_transaction(ledger: Ledger, name: object) -> None:
    with pytest.raises(InvalidValue):
        ledger.transaction(name)
    with pytest.raises(InvalidValue):
        ledger.inclusion_proof(name)


def test_transactions_are_searched(empty: Ledger) -> None:
    empty.append(BLOCKS[0])
    batch = [
        signed(0, contract="a"),
        signed(1, BOB, contract="a"),
        signed(2, contract="b"),
        signed(3, BOB, contract="b"),
    ]
    empty.append(following(BLOCKS[0], *batch[:3]))
    empty.append(following(empty.block(1), batch[3]))
    alice, bob = (key.public_key.to_text() for key in (ALICE, BOB))

    def nonces(**conditions: object) -> list[int]:
        return [found.signed.transaction.nonce for found in empty.transactions(**conditions)]

    assert nonces() == [0, 1, 2, 3]
    assert nonces(contract="a") == [0, 1]
    assert nonces(sender=bob) == [1, 3]
    assert nonces(contract="b", sender=alice) == [2]
    assert nonces(since=1002) == [2, 3]
    assert nonces(contract="b", sender=bob, since=1004) == []
    assert nonces(contract="'; DROP TABLE blocks; --") == []
    last = list(empty.transactions())[-1]
    assert (last.height, last.position, last.signed) == (2, 0, batch[3])


@pytest.mark.parametrize(
    "conditions",
    [{"contract": 5}, {"contract": ""}, {"sender": b"x"}, {"since": -1}, {"since": 2**70}],
)
def test_searches_of_the_wrong_type(ledger: Ledger, conditions: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        ledger.transactions(**conditions)


def test_a_light_client_is_shown_a_proof(ledger: Ledger) -> None:
    for block in BLOCKS[1:]:
        for transaction in block.transactions:
            ledger.inclusion_proof(transaction.id).verify(block.header)


def test_an_edit_in_memory_is_seen() -> None:
    ledger = Ledger.in_memory(CHAIN)
    for block in chain(3):
        ledger.append(block)
    ledger.block(2).transactions[0].transaction.arguments["grams"] = 1
    with pytest.raises(InvalidBlock, match=r"^first bad height is 2: .*_root"):
        ledger.verify()


@pytest.mark.parametrize("chain_name", ["", None, 5, b"pork", "\ud800"])
def test_ledgers_have_names(chain_name: object, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        Ledger.in_memory(chain_name)
    if chain_name is not None:
        with pytest.raises(InvalidValue):
            Ledger.open(tmp_path / "new", chain_name)
        assert not (tmp_path / "new").exists()


class TestFile:
    def test_opens_again(self, path: Path) -> None:
        for arguments in ((path,), (str(path),), (path, CHAIN)):
            with Ledger.open(*arguments) as ledger:
                assert list(ledger) == BLOCKS
                ledger.verify()

    def test_one_file_remains_after_closing(self, path: Path) -> None:
        assert [found.name for found in path.parent.iterdir()] == ["a.ledger"]

    def test_missing_files_and_folders(self, tmp_path: Path) -> None:
        with pytest.raises(LedgerError, match="to begin one, give the name of its chain"):
            Ledger.open(tmp_path / "none")
        with pytest.raises(LedgerError, match="check that the folder exists"):
            Ledger.open(tmp_path / "no" / "folder", CHAIN)
        with pytest.raises(LedgerError):
            Ledger.open(tmp_path, CHAIN)
        assert list(tmp_path.iterdir()) == []

    def test_another_ledgers_file(self, path: Path) -> None:
        with pytest.raises(LedgerError, match="holds the ledger 'pork', not 'beef'"):
            Ledger.open(path, "beef")

    @pytest.mark.parametrize("content", [b"", b"hello" * 1000, b"SQLite format 3\x00" * 100])
    def test_files_of_other_kinds_are_left_alone(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "other"
        path.write_bytes(content)
        for chain_name in (None, CHAIN) if content else (None,):
            with pytest.raises(LedgerError):
                Ledger.open(path, chain_name)
        assert path.read_bytes() == content

    def test_another_programs_database_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE blocks (x)")
        db.close()
        before = path.read_bytes()
        for chain_name in (None, CHAIN):
            with pytest.raises(LedgerError, match="is not a ledger: it was left as it is"):
                Ledger.open(path, chain_name)
        assert path.read_bytes() == before

    def test_a_newer_format(self, path: Path) -> None:
        edit(path, "PRAGMA user_version = 2")
        with pytest.raises(LedgerError, match="is in format 2, this program reads format 1"):
            Ledger.open(path)

    def test_a_file_cut_short(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[:6000])
        with pytest.raises((LedgerError, InvalidBlock)), Ledger.open(path) as ledger:
            ledger.verify()

    def test_a_closed_ledger(self, path: Path) -> None:
        ledger = Ledger.open(path)
        ledger.close()
        uses: list[Callable[[], object]] = [
            lambda: ledger.height,
            lambda: ledger.append(BLOCKS[3]),
            lambda: ledger.transaction("00" * 32),
            ledger.verify,
        ]
        for use in uses:
            with pytest.raises(LedgerError, match="the ledger was closed: open it again"):
                use()

    @pytest.mark.parametrize(
        ("statement", "message"),
        [
            ("UPDATE blocks SET bytes = replace(bytes, 'grams', 'gramm') WHERE height = 2",
             "2: block 2: transactions_root is"),
            ("UPDATE blocks SET bytes = replace(bytes, 'Alice', 'Carol') WHERE height = 2",
             "3: block 3: previous is"),
            ("UPDATE blocks SET bytes = x'00' WHERE height = 1", "1: malformed block: not JSON"),
            ("UPDATE blocks SET bytes = 'text' WHERE height = 1", "1: malformed block: not JSON"),
            ("UPDATE blocks SET bytes = 5 WHERE height = 1", "1: block is 5: give"),
            ("DELETE FROM blocks WHERE height = 1", "1: block 1 is missing from"),
            ("UPDATE blocks SET height = 4 WHERE height = 3", "3: block 3 is missing from"),
            ("DELETE FROM transactions WHERE height = 2 AND position = 1", "2: the index of"),
            ("UPDATE transactions SET contract = 'x' WHERE height = 2", "2: the index of"),
            ("UPDATE transactions SET height = 99 WHERE height = 3", "3: the index of"),
            ("UPDATE transactions SET position = 'x' WHERE height = 3", "3: the index of"),
        ],
    )  # fmt: skip
    def test_verify_names_the_first_bad_height(
        self, path: Path, statement: str, message: str
    ) -> None:
        edit(path, statement)
        with Ledger.open(path) as ledger, pytest.raises(InvalidBlock) as caught:
            ledger.verify()
        assert str(caught.value).startswith(f"first bad height is {message}")

    def test_an_invented_entry_is_seen(self, path: Path) -> None:
        edit(path, "INSERT INTO transactions VALUES (x'00', 99, 0, 'trace', 'x', 5)")
        with Ledger.open(path) as ledger:
            with pytest.raises(InvalidBlock, match="lists 13 transactions, but its blocks hold 12"):
                ledger.verify()
            with pytest.raises(InvalidBlock, match="block 99 is missing"):
                ledger.transaction("00")

    @pytest.mark.parametrize("position", ["0", "7", "'x'", "-1"])
    def test_a_wrong_index_gives_no_wrong_answer(self, path: Path, position: str) -> None:
        edit(path, f"UPDATE transactions SET position = {position} WHERE height = 2")
        wanted = BLOCKS[2].transactions[1].id
        with Ledger.open(path) as ledger:
            with pytest.raises(LedgerError, match="the index does not match block 2"):
                ledger.transaction(wanted)
            with pytest.raises(LedgerError, match="the index does not match block 2"):
                list(ledger.transactions())

    def test_two_writers(self, path: Path) -> None:
        """Both may write in turn; who builds on an old head is told."""
        with Ledger.open(path) as one, Ledger.open(path) as two:
            assert one.head == two.head
            one.append(following(BLOCKS[3], signed(60)))
            assert two.height == 4, "readers see the other's block"
            late = following(BLOCKS[3], signed(61))
            with pytest.raises(
                LedgerError, match=r"at height 4, this block is for 4; make it again"
            ):
                two.append(late)
            two.append(following(two.block(4), signed(61)))
            one.verify()
            assert one.head == two.head

    def test_a_writer_who_is_overtaken_at_the_last_moment(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Ledger.open(path) as one, Ledger.open(path) as two:
            check = two._check

            def check_while_the_other_appends(*arguments: object) -> None:
                check(*arguments)
                one.append(following(BLOCKS[3], signed(60)))

            monkeypatch.setattr(two, "_check", check_while_the_other_appends)
            with pytest.raises(LedgerError, match="another program has just appended"):
                two.append(following(BLOCKS[3], signed(61)))
            one.verify()
            assert one.height == 4

    def test_a_writer_who_holds_the_lock(self, path: Path) -> None:
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        with Ledger.open(path) as ledger:
            with pytest.raises(LedgerError, match="another program is writing to it"):
                ledger.append(following(BLOCKS[3]))
            assert ledger.height == 3, "reading goes on"
            db.execute("ROLLBACK")
            db.close()
            ledger.append(following(BLOCKS[3]))


def edit(path: Path, statement: str) -> None:
    """Change the file as an intruder would, with SQLite's own tools."""
    db = sqlite3.connect(path)
    with db:
        db.execute(statement)
    db.close()
