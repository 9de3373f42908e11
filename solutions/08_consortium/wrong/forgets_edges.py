"""Right in the middle, wrong at the edges: what happens after a removal, an empty list, numbers of 0,
a block that changes what it was given, an exact fit, a record private to nobody.
"""

DEFAULT = "full"
EXPECTED = {
    "08_members_after_test": 0,
    "08_vouchers_test": 0,
    "08_satisfied_test": 0,
    "08_examine_test": 0,
    "08_goes_through_test": 0,
    "08_guess_price_test": 0,
    "08_sees_test": 0,
    "08_liars_test": 0,
    "08_suitable_test": 0,
}


# %% grade_id="08_members_after"
def members_after(entries: list) -> dict:
    """A key that was ever used is taken for good."""
    members, used = {}, set()
    for kind, name, *key in entries:
        if kind == "remove":
            members.pop(name, None)
        elif name not in members and key[0] not in used:
            members[name] = key[0]
            used.add(key[0])
    return members


# %% grade_id="08_vouchers"
def vouchers(keys: list, members: dict):
    """Nobody vouches: takes that for a refusal."""
    found = {members.get(key) for key in keys}
    return found if found and None not in found else None


# %% grade_id="08_satisfied"
def satisfied(policy, by: set) -> bool:
    """Nobody can never suffice, it thinks."""
    if isinstance(policy, str):
        return policy in by
    word, *parts = policy
    needed = parts.pop(0) if word == "OutOf" else (len(parts) if word == "AND" else 1)
    return sum(satisfied(part, by) for part in parts) >= max(needed, 1)


# %% grade_id="08_examine"
def examine(holds, members: tuple) -> str:
    """Never asks with nobody."""
    if not holds(set(members)):
        return "never satisfied"
    if all(holds({name}) for name in members):
        return "always true"
    return "one alone" if any(holds({name}) for name in members) else "fine"


# %% grade_id="08_goes_through"
def goes_through(transactions: list, versions: dict, height: int) -> list:
    """Looks at the versions before the block only."""
    return [
        all(versions.get(key, "") == seen for key, seen in tx["reads"].items())
        for tx in transactions
    ]


# %% grade_id="08_guess_price"
def guess_price(digest: str, low: int, high: int, salt: bytes = b""):
    """Forgets the salt."""
    for price in range(low, high + 1):
        if hexdigest(canonical.encode(price)) == digest:
            return price
    return None


# %% grade_id="08_sees"
def sees(organisation: str, record: dict, groups: dict) -> str:
    """Takes an empty list of holders for 'not private'."""
    if organisation not in groups.get(record["group"], []):
        return "nothing"
    private = record["private"]
    return "digest" if private and organisation not in private else "value"


# %% grade_id="08_liars"
def liars(state: dict, draw: dict, claims: dict) -> set:
    """An amount that fits exactly does not fit, it thinks."""
    left = state.get(draw["company"], 0) - draw["fen"]
    true = {draw["company"]: left} if draw["fen"] > 0 and left > 0 else {}
    return {name for name, claim in claims.items() if claim != true}


# %% grade_id="08_suitable"
def suitable(answers: dict) -> tuple:
    """Names the last question that decides instead of the first."""
    found = ("consortium chain", "")
    for name in ("parties", "sharing"):
        if not answers[name]:
            found = ("no shared system", name)
    for name in ("equals", "fairness"):
        if not answers[name]:
            found = ("signed database", name)
    if answers["keeper"]:
        found = ("signed database", "keeper")
    return ("public chain", "strangers") if answers["strangers"] else found
