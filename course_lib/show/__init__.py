"""Pictures and widgets. Nothing below imports them; they change nothing they show.

Static pictures (:class:`Picture`) are drawn with matplotlib from live objects, write Chinese
with the font in this package, and carry a description in words for whoever cannot see them.
Views are ipywidgets that step through the same pictures; without widgets, the static picture
says the same.

======================== =============================================================
``avalanche``            the bits in which two fingerprints differ
``avalanche_view``       the same, live, as you type
``chain``                a ledger's newest blocks and the links between them
``chain_view``           walk the blocks and read their transactions
``edited_chain``         a chain after an edit, and whatever does not fit any more
``tamper_view``          edit a block, make headers anew, and see who notices
``who_signed``           orders, their keys and certificates, and the check that refuses
``signers_view``         the same, with forged orders to slip in and checks to leave out
``mining_race``          a pool and the others find blocks; branches grow and die
``mining_view``          the same, block by block, with the pool's share to choose
``message_lanes``        who sent what to whom, and each node's state after it
``film_view``            the same, step by step, with the trouble to choose
``trace_map``            where goods went, with temperatures
``trace_view``           step through the same events one by one
``proof_walk``           a Merkle proof, from a record to the published root
``proof_view``           the same, step by step, with a record to edit
``action_trial``         one action: state before, its journal, state after
``trial_view``           the same, with caller, action and arguments to choose
``side_by_side``         the same requests to a contract here and on a real virtual machine
``suitability``          a plan's answers, the question that decided, and what is advised
``suitability_view``     the same as a form to fill in
``scaling_chart``        messages for a decision against members, four protocols
``scaling_view``         the same, with members and protocol to choose
``quiz``                 a lesson's questions, each choice explained
``vyper``                a contract of lesson 07 as Ethereum's machine takes it
``source``               the real source of a library function
======================== =============================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.show.bits import avalanche, avalanche_view
    from course_lib.show.lanes import film_view, message_lanes
    from course_lib.show.links import chain, chain_view
    from course_lib.show.machine import side_by_side, vyper
    from course_lib.show.picture import Picture
    from course_lib.show.questions import quiz
    from course_lib.show.race import mining_race, mining_view
    from course_lib.show.scaling import scaling_chart, scaling_view
    from course_lib.show.signers import signers_view, who_signed
    from course_lib.show.sources import source
    from course_lib.show.tampering import edited_chain, tamper_view
    from course_lib.show.trace import trace_map, trace_view
    from course_lib.show.trial import action_trial, trial_view
    from course_lib.show.verdicts import suitability, suitability_view
    from course_lib.show.walk import proof_view, proof_walk

_ROOMS = {
    "Picture": "picture",
    "action_trial": "trial",
    "avalanche": "bits",
    "avalanche_view": "bits",
    "chain": "links",
    "chain_view": "links",
    "edited_chain": "tampering",
    "film_view": "lanes",
    "message_lanes": "lanes",
    "mining_race": "race",
    "mining_view": "race",
    "proof_view": "walk",
    "proof_walk": "walk",
    "quiz": "questions",
    "scaling_chart": "scaling",
    "scaling_view": "scaling",
    "side_by_side": "machine",
    "signers_view": "signers",
    "source": "sources",
    "suitability": "verdicts",
    "suitability_view": "verdicts",
    "tamper_view": "tampering",
    "trace_map": "trace",
    "trace_view": "trace",
    "trial_view": "trial",
    "vyper": "machine",
    "who_signed": "signers",
}

__all__ = [
    "Picture",
    "action_trial",
    "avalanche",
    "avalanche_view",
    "chain",
    "chain_view",
    "edited_chain",
    "film_view",
    "message_lanes",
    "mining_race",
    "mining_view",
    "proof_view",
    "proof_walk",
    "quiz",
    "scaling_chart",
    "scaling_view",
    "side_by_side",
    "signers_view",
    "source",
    "suitability",
    "suitability_view",
    "tamper_view",
    "trace_map",
    "trace_view",
    "trial_view",
    "vyper",
    "who_signed",
]


def __getattr__(name: str) -> Any:
    """Load a view when it is first used: matplotlib and ipywidgets are heavy."""
    if name not in _ROOMS:
        raise AttributeError(f"course_lib.show has no {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(f"course_lib.show.{_ROOMS[name]}"), name)
    globals()[name] = value  # the function, not the module of the same name
    return value
