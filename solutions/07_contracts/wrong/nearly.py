"""Nearly right, as learners write it: edges off by one, one card too late, a float in between, keys too many."""

DEFAULT = "full"
EXPECTED = {
    "07_deliver_test": 0,
    "07_register_test": 0,
    "07_stock_test": 0,
    "07_owner_test": 0,
    "07_run_test": 0,
    "07_shares_test": 0,
    "07_fee_test": 0,
    "07_overflow_test": 0,
    "07_withdraw_test": 0,
    "07_publish_test": 0,
    "07_pay_some_test": 0,
    "07_upgrade_test": 0,
}


# %% grade_id="07_deliver"
class Store(Contract):
    """Counts all keys, but keeps a second one for each box."""

    name = "store"

    @action()
    def deliver(self, ctx: Context, box: str, grams: int):
        """Right but for the second key."""
        ctx.emit("Delivered", box=box, grams=grams)
        ctx.put(f"box/{box}", {"by": ctx.caller.name, "grams": grams})
        ctx.put(f"by/{box}", ctx.caller.name)
        return len([*ctx.keys("box/")])


# %% grade_id="07_register"
class Register(Contract):
    """Edges off by one."""

    name = "register"

    @action()
    def register(self, ctx: Context, box: str, grams: int):
        """Keeps 0 g out, and 50000 g too."""
        ctx.require(box != "" and ctx.get(f"box/{box}") is None, "empty or taken")
        ctx.require(0 < grams < 50_000, "no weight")
        ctx.put(f"box/{box}", grams)


# %% grade_id="07_stock"
class Stock(Contract):
    """Keepers only, and a text where a tuple belongs."""

    name = "stock"

    @action(roles=("keeper",))
    def add(self, ctx: Context, boxes: int):
        """Add boxes."""
        ctx.put("boxes", ctx.get("boxes", 0) + boxes)

    @action(roles=("keeper",))
    def take(self, ctx: Context, boxes: int):
        """Take boxes away."""
        ctx.require(ctx.get("boxes", 0) >= boxes, "too few")
        ctx.put("boxes", ctx.get("boxes", 0) - boxes)

    @query(roles=("auditor",))
    def count(self, ctx: Context):
        """How many there are."""
        return ctx.get("boxes", 0)


# %% grade_id="07_owner"
class Locker(Contract):
    """Storing a box again makes it the caller's."""

    name = "locker"

    @action()
    def store(self, ctx: Context, box: str):
        """Keep a box for the caller."""
        ctx.put(f"box/{box}", ctx.caller.name)

    @action()
    def give(self, ctx: Context, box: str, to: str):
        """Make somebody else the owner."""
        ctx.require(ctx.get(f"box/{box}") == ctx.caller.name, "not yours")
        ctx.put(f"box/{box}", to)


# %% grade_id="07_run"
def run(state: dict, steps: list) -> dict:
    """Guards look at the state as it was."""
    journal = dict(state)
    for kind, key, *value in steps:
        if kind == "put":
            journal[key] = value[0]
        elif kind == "delete":
            journal.pop(key, None)
        elif state.get(key) != value[0]:
            return dict(state)
    return journal


# %% grade_id="07_shares"
def shares(fen: int, count: int) -> list:
    """The first one gets all that remains."""
    share, rest = divmod(fen, count)
    return [share + rest] + [share] * (count - 1)


# %% grade_id="07_fee"
def fee(fen: int, rate: int) -> int:
    """Python's round, through a float."""
    return round(fen * rate / 10_000)


# %% grade_id="07_overflow"
def overflow(balance: int, receivers: int) -> int:
    """Larger than the balance, but nothing runs over."""
    return balance + 1


# %% grade_id="07_withdraw"
def withdraw(till: Till, customer: Customer) -> None:
    """One card before, the other after."""
    fen = till.owed.get(customer.name, 0)
    if 0 < fen <= till.cash:
        till.owed[customer.name] = 0
        customer.receive(till, fen)
        till.cash -= fen


# %% grade_id="07_publish"
class Report(Contract):
    """Sorted with doubles, and the last @."""

    name = "report"

    @action()
    def publish(self, ctx: Context, entries: list):
        """Keep names, time and mark."""
        ctx.put("names", sorted(entry.rsplit("@", 1)[0] for entry in entries))
        ctx.put("at", ctx.time_ms)
        ctx.put("mark", len(entries[0]) if entries else 0)


# %% grade_id="07_pay_some"
class Payroll(Contract):
    """Overwrites what was paid before."""

    name = "payroll"

    @action()
    def owe(self, ctx: Context, to: str, fen: int):
        """Add a sum that waits."""
        ctx.put(f"owed/{to}", fen)

    @action()
    def pay_some(self, ctx: Context, limit: int):
        """Stops in time."""
        done = 0
        for key in ctx.keys("owed/"):
            if done == limit:
                return done
            ctx.put("paid/" + key.removeprefix("owed/"), ctx.get(key))
            ctx.delete(key)
            done += 1
        return done


# %% grade_id="07_upgrade"
class Cards2(Cards):
    """Changes every key, not the cards alone."""

    version = 2

    def migrate(self, ctx: Context):
        """Bring the cards of version 1 into the new shape."""
        for key in ctx.keys(""):
            ctx.put(key, {"fen": ctx.get(key), "frozen": False})

    @action(roles=("auditor",))
    def freeze(self, ctx: Context, name: str):
        """Freeze a card."""
        card = ctx.get(f"card/{name}")
        ctx.require(card is not None, "no card")
        ctx.put(f"card/{name}", {**card, "frozen": True})

    @action()
    def spend(self, ctx: Context, fen: int):
        """Take from the caller's own card."""
        key = f"card/{ctx.caller.name}"
        card = ctx.get(key)
        ctx.require(card is not None, "no card")
        ctx.require(not card["frozen"] and 1 <= fen <= card["fen"], "not from this card")
        ctx.put(key, {**card, "fen": card["fen"] - fen})
