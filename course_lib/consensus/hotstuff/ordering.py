"""HotStuff as the ordering service of a consortium: blocks are sealed by 2f + 1 organisations.

Left out of the real thing: see :mod:`course_lib.consensus.cluster`.
"""

from __future__ import annotations

from course_lib.consensus.hotstuff.replica import Replica
from course_lib.consensus.hotstuff.views import leader_of
from course_lib.consensus.pbft.ordering import PbftOrdering


class HotStuffOrdering(PbftOrdering):
    """Orders with chained HotStuff; the arguments are those of the other one.

    Raises:
        InvalidValue: fewer than four keys: then not even one liar is borne.
    """

    kind = "hotstuff"
    replica = Replica

    @property
    def leader(self) -> str:
        """The leader of the newest view that an honest replica is in."""
        return leader_of(max(self.view, 1), tuple(self._keys))
