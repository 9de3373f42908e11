"""Takes things on trust: a stranger's signature, the first endorser's word, a salt of any length, a group
that should have been asked for, and a public chain wherever strangers are.
"""

DEFAULT = "full"
EXPECTED = {
    "08_members_after_test": 0,
    "08_vouchers_test": 0,
    "08_satisfied_test": 0,
    "08_only_out_of_test": 0,
    "08_examine_test": 0,
    "08_veto_test": 0,
    "08_goes_through_test": 0,
    "08_hidden_test": 0,
    "08_sees_test": 0,
    "08_liars_test": 0,
    "08_suitable_test": 0,
}


# %% grade_id="08_members_after"
def members_after(entries: list) -> dict:
    """Lets everybody in; the last key counts."""
    members = {}
    for kind, name, *key in entries:
        if kind == "remove":
            members.pop(name, None)
        else:
            members[name] = key[0]
    return members


# %% grade_id="08_vouchers"
def vouchers(keys: list, members: dict):
    """A stranger's key stands for itself."""
    return {members.get(key, key) for key in keys}


# %% grade_id="08_satisfied"
def satisfied(policy, by: set) -> bool:
    """Counts every name that stands anywhere in the policy."""

    def names(part):
        if isinstance(part, str):
            return [part]
        return [name for inner in part[1:] if not isinstance(inner, int) for name in names(inner)]

    if isinstance(policy, str):
        return policy in by
    word, *parts = policy
    needed = parts[0] if word == "OutOf" else (len(parts) if word == "AND" else 1)
    return len(set(names(policy)) & by) >= needed


# %% grade_id="08_only_out_of"
def only_out_of(policy):
    """Says that one part is always enough."""
    if isinstance(policy, str):
        return policy
    parts = [part for part in policy[1:] if not isinstance(part, int)]
    return ("OutOf", 1, *map(only_out_of, parts))


# %% grade_id="08_examine"
def examine(holds, members: tuple) -> str:
    """If all together suffice and nobody is not enough, it is fine."""
    if holds(set()):
        return "always true"
    return "fine" if holds(set(members)) else "never satisfied"


# %% grade_id="08_veto"
def veto(holds, members: tuple) -> set:
    """Where all together do not suffice, it says that nobody can block."""
    if not holds(set(members)):
        return set()
    return {name for name in members if not holds(set(members) - {name})}


# %% grade_id="08_goes_through"
def goes_through(transactions: list, versions: dict, height: int) -> list:
    """One that fails writes all the same."""
    now, found = dict(versions), []
    for place, tx in enumerate(transactions):
        found.append(all(now.get(key, "") == seen for key, seen in tx["reads"].items()))
        now.update((key, f"{height}.{place}") for key in tx["writes"])
    return found


# %% grade_id="08_hidden"
def hidden(value, salt: bytes) -> str:
    """Any salt will do."""
    return hexdigest(salt + canonical.encode(value))


# %% grade_id="08_sees"
def sees(organisation: str, record: dict, groups: dict) -> str:
    """Whoever is outside the group sees a digest at least."""
    inside = organisation in groups.get(record["group"], [])
    if inside and (record["private"] is None or organisation in record["private"]):
        return "value"
    return "digest"


# %% grade_id="08_liars"
def liars(state: dict, draw: dict, claims: dict) -> set:
    """Believes the first endorser."""
    first = next(iter(claims.values()))
    return {name for name, claim in claims.items() if claim != first}


# %% grade_id="08_suitable"
def suitable(answers: dict) -> tuple:
    """Three conditions met, so a chain; the keeper is not asked for."""
    for name in ("parties", "sharing"):
        if not answers[name]:
            return "no shared system", name
    for name in ("equals", "fairness"):
        if not answers[name]:
            return "signed database", name
    return ("public chain", "strangers") if answers["strangers"] else ("consortium chain", "")
