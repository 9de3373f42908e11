"""One contract twice: here, and in Vyper on Ethereum's virtual machine, asked the same things.

The compiler ``vyper`` and the machine ``pyrevm`` are the project's extra ``evm``. Where they are
not installed, the table has our side only and says how to bring the other.

Left out of the real thing: a network of machines that all compute the same, signatures, and the
price of gas. Gas and our steps count different things; no figure converts one into the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from course_lib.canonical import decode
from course_lib.consortium import Consortium
from course_lib.show.calls import counted, tried
from course_lib.show.sources import Source

PACKAGES = ("vyper", "pyrevm")
SKIPPED = (
    "The virtual machine is skipped: the packages vyper and pyrevm are not installed here.\n"
    "In the course's folder run 'python3 kit.py setup evm', then restart the kernel."
)
_FIRST_ADDRESS = 0xA0000001
_REASON = re.compile("output: 0x08c379a0" + "[0-9a-f]{64}" + "([0-9a-f]{64})([0-9a-f]*)")
"""A refusal's text: the selector of ``Error(string)``, offset, length, bytes (Solidity ABI)."""

Request = tuple[str, str, Mapping[str, int | str]]
Cells = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Machine:
    """A contract deployed on a fresh virtual machine, and an address for each member."""

    evm: Any
    contract: str
    addresses: Mapping[str, str]
    selectors: Mapping[str, bytes]

    @classmethod
    def deploy(cls, vyper: str, deployer: str, members: Sequence[str]) -> Machine:
        """Compile Vyper source, and let one of the members put it on the machine."""
        compiled = import_module("vyper.compiler").compile_code(
            vyper, output_formats=["bytecode", "method_identifiers"]
        )
        addresses = {name: f"0x{place:040x}" for place, name in enumerate(members, _FIRST_ADDRESS)}
        evm = import_module("pyrevm").EVM()
        made = evm.deploy(addresses[deployer], bytes.fromhex(compiled["bytecode"][2:]))
        selectors = {
            signature.partition("(")[0]: int(number, 16).to_bytes(4, "big")
            for signature, number in compiled["method_identifiers"].items()
        }
        return cls(evm, made, addresses, selectors)

    def ask(self, who: str, action: str, values: Iterable[int | str]) -> tuple[str, int]:
        """Call an action; what came of it, and the gas. A text stands for a member's address."""
        data = self.selectors[action] + b"".join(map(self._word, values))
        try:
            self._call(who, data)
            told = "done"
        except RuntimeError as error:
            told = f"refused: {_reason(str(error))}"
        return told, int(self.evm.result.gas_used)

    def read(self, name: str, member: str) -> int:
        """A public map's number for a member."""
        data = self.selectors[name] + self._word(member)
        return int.from_bytes(self._call(member, data), "big")

    def _word(self, value: int | str) -> bytes:
        number = int(self.addresses[value], 16) if isinstance(value, str) else value
        return number.to_bytes(32, "big")

    def _call(self, who: str, data: bytes) -> bytes:
        caller = self.addresses[who]
        return bytes(self.evm.message_call(caller=caller, to=self.contract, calldata=data))


def vyper(name: str) -> Source:
    """The contract ``NAME.vy`` of this folder, to read and to compile."""
    return Source(Path(__file__).with_name(f"{name}.vy").read_text("utf-8").rstrip())


def side_by_side(
    chain: Consortium,
    contract: str,
    other: Source,
    requests: Sequence[Request],
    reads: Sequence[str],
) -> str:
    """A table: what each request comes to here and on the virtual machine, then what is written.

    Args:
        chain: our side; the requests that succeed take effect on it.
        contract: the name of our contract.
        other: the contract in Vyper; its actions have our names, and arguments in our order.
        requests: caller, action, arguments; the caller of the first deploys the other contract.
        reads: keys of the contract's state to compare at the end, such as ``"cash/Anhe"``.
    """
    machine = None
    if all(find_spec(name) for name in PACKAGES):
        machine = Machine.deploy(other.text, requests[0][0], chain.organisations)
    rows: list[Cells] = [("", "here", "on the EVM" if machine else "")]
    for who, action, arguments in requests:
        told, gas = machine.ask(who, action, arguments.values()) if machine else ("", 0)
        there = f"{told}, {gas:,} gas" if machine else ""
        rows.append((f"{who} {action}", _here(chain, contract, who, action, arguments), there))
    for key in reads:
        name, _, member = key.partition("/")
        there = f"{machine.read(name, member):,}" if machine else ""
        rows.append((key, f"{_number(chain, f'{contract}/{key}'):,}", there))
    table = "\n".join(f"{a:16} {b:44} {c}".rstrip() for a, b, c in rows)
    return table if machine else f"{table}\n{SKIPPED}"


def _here(
    chain: Consortium, contract: str, who: str, action: str, arguments: Mapping[str, int | str]
) -> str:
    receipt, _, _ = tried(chain, who, contract, action, dict(arguments))
    if receipt.ok:
        chain.desk(who).invoke(contract, action, **arguments)
    told = "done" if receipt.ok else f"refused: {receipt.error}"
    return f"{told}, {counted(receipt.steps)}"


def _number(chain: Consortium, key: str) -> int:
    data = chain.replica(chain.organisations[0]).state.read(key)
    value = 0 if data is None else decode(data)
    return value if isinstance(value, int) else 0


def _reason(told: str) -> str:
    found = _REASON.search(told)
    if found is None:
        return "by the machine itself"
    return bytes.fromhex(found[2])[: int(found[1], 16)].decode()
