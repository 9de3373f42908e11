"""A simulated network 模拟网络: virtual time, one seed, and all that goes wrong in real ones.

A scenario says which nodes there are, how links behave and what fails when; :func:`run` turns it
into a :class:`Run` with a trace that reads as a story. Time is virtual, in integer milliseconds:
the clock jumps from one event to the next, and nobody waits.

::

    scenario = Scenario({"n1": Echo, "n2": Echo}, duration_ms=1_000, seed=7)
    print(run(scenario).story())

To go step by step, make a :class:`Network` of the scenario and call its ``step``.

Left out of the real thing: bandwidth, queues and message sizes; the time that computing takes;
clocks that differ; cryptography (the network itself vouches for a message's sender and for what
was signed, and nobody can speak in another's name).
"""

from course_lib.network.engine import Network
from course_lib.network.faulty import Delaying, Silent
from course_lib.network.message import Message
from course_lib.network.node import Node, Timer, handles
from course_lib.network.promise import BrokenPromise
from course_lib.network.run import Run, finished, run
from course_lib.network.scenario import (
    Crash,
    Deliver,
    Fault,
    Heal,
    Link,
    Make,
    Partition,
    Restart,
    Scenario,
)
from course_lib.network.schedules import random_faults, random_link
from course_lib.network.story import Happening

__all__ = [
    "BrokenPromise",
    "Crash",
    "Delaying",
    "Deliver",
    "Fault",
    "Happening",
    "Heal",
    "Link",
    "Make",
    "Message",
    "Network",
    "Node",
    "Partition",
    "Restart",
    "Run",
    "Scenario",
    "Silent",
    "Timer",
    "finished",
    "handles",
    "random_faults",
    "random_link",
    "run",
]
