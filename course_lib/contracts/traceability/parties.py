"""The pilot's organisations: invented, with the roles of the report's exhibit 2.4.

All GS1 company prefixes begin with 952, which GS1 sets aside for demonstrations and examples.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.contracts.traceability.identifiers import canonical
from course_lib.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation of the pilot.

    Attributes:
        name: its name on the ledger.
        zh: its Chinese name.
        role: what it does, which decides what it may record.
        prefix: its GS1 company prefix, 7 digits.
    """

    name: str
    zh: str
    role: str
    prefix: str

    @property
    def location(self) -> str:
        """Its place as an SGLN."""
        return f"urn:epc:id:sgln:{self.prefix}.00001.0"

    @property
    def party(self) -> str:
        """Its identity as a PGLN."""
        return f"urn:epc:id:pgln:{self.prefix}.00000"


FARMS = (
    Party("Qinghe Farm", "清河养殖场", "farm", "9521001"),
    Party("Songshan Farm", "松山养殖场", "farm", "9521002"),
    Party("Baiyun Farm", "白云养殖场", "farm", "9521003"),
)
PROCESSOR = Party("Hongfu Meats", "鸿福肉业", "processor", "9521010")
CARRIER = Party("Beixing Cold Chain", "北星冷链", "carrier", "9521020")
CENTRE = Party("North China DC", "华北配送中心", "distributor", "9521030")
SHOPS = (
    Party("Shop Chaoyang", "朝阳店", "shop", "9521041"),
    Party("Shop Haidian", "海淀店", "shop", "9521042"),
    Party("Shop Fengtai", "丰台店", "shop", "9521043"),
)
REGULATOR = Party("Market Regulator", "市场监管局", "regulator", "9521090")
PARTIES = (*FARMS, PROCESSOR, CARRIER, CENTRE, *SHOPS, REGULATOR)


def party_at(place: str) -> Party:
    """Whose place this is.

    Args:
        place: an SGLN, as a URN or a GS1 Digital Link.

    Raises:
        InvalidValue: no organisation of the pilot has this place.
    """
    for party in PARTIES:
        if canonical(party.location) == canonical(place):
            return party
    raise InvalidValue(f"nobody in the pilot is at {place!r}; see PARTIES")
