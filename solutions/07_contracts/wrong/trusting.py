"""Trusts too much: whoever asks, whatever number, whichever clock; guards forgotten, effects too late."""

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
    """Says who delivered as the founder says it: always the same."""

    name = "store"

    @action()
    def deliver(self, ctx: Context, box: str, grams: int):
        """Announces before and after, and counts what came, not what is there."""
        ctx.emit("Delivered", box=box, grams=grams)
        ctx.put(f"box/{box}", {"by": ctx.caller.name, "grams": grams})
        ctx.put("count", ctx.get("count", 0) + 1)
        return ctx.get("count")


# %% grade_id="07_register"
class Register(Contract):
    """Forgets the empty name and the upper edge."""

    name = "register"

    @action()
    def register(self, ctx: Context, box: str, grams: int):
        """Two guards of four."""
        ctx.require(ctx.get(f"box/{box}") is None, "taken")
        ctx.require(grams > 0, "too light")
        ctx.put(f"box/{box}", grams)


# %% grade_id="07_stock"
class Stock(Contract):
    """Everybody may do everything."""

    name = "stock"

    @action()
    def add(self, ctx: Context, boxes: int):
        """Add boxes."""
        ctx.put("boxes", ctx.get("boxes", 0) + boxes)

    @action()
    def take(self, ctx: Context, boxes: int):
        """Take boxes away."""
        ctx.require(ctx.get("boxes", 0) >= boxes, "too few")
        ctx.put("boxes", ctx.get("boxes", 0) - boxes)

    @query()
    def count(self, ctx: Context):
        """How many there are."""
        return ctx.get("boxes", 0)


# %% grade_id="07_owner"
class Locker(Contract):
    """Any member with the role may give any box."""

    name = "locker"

    @action()
    def store(self, ctx: Context, box: str):
        """Keep a box for the caller."""
        ctx.require(ctx.get(f"box/{box}") is None, "kept already")
        ctx.put(f"box/{box}", ctx.caller.name)

    @action(roles=("buyer",))
    def give(self, ctx: Context, box: str, to: str):
        """Make somebody else the owner."""
        ctx.require(ctx.get(f"box/{box}") is not None, "not kept")
        ctx.put(f"box/{box}", to)


# %% grade_id="07_run"
def run(state: dict, steps: list) -> dict:
    """Stops at a guard that fails, and keeps what was done before."""
    journal = dict(state)
    for kind, key, *value in steps:
        if kind == "put":
            journal[key] = value[0]
        elif kind == "delete":
            journal.pop(key, None)
        elif journal.get(key) != value[0]:
            break
    return journal


# %% grade_id="07_shares"
def shares(fen: int, count: int) -> list:
    """Rounds each share; the sum is another one."""
    return [round(fen / count)] * count


# %% grade_id="07_fee"
def fee(fen: int, rate: int) -> int:
    """Always rounds down."""
    return fen * rate // 10_000


# %% grade_id="07_overflow"
def overflow(balance: int, receivers: int) -> int:
    """Rounds down, which is right only for powers of two."""
    return 2**256 // receivers


# %% grade_id="07_withdraw"
def withdraw(till: Till, customer: Customer) -> None:
    """Check, interaction, effect."""
    fen = till.owed.get(customer.name, 0)
    if 0 < fen <= till.cash:
        till.cash -= fen
        customer.receive(till, fen)
        till.owed[customer.name] = 0


# %% grade_id="07_publish"
class Report(Contract):
    """Asks the clock."""

    name = "report"

    @action()
    def publish(self, ctx: Context, entries: list):
        """Keep names, time and mark."""
        import time

        ctx.put("names", sorted({entry.split("@")[0] for entry in entries}))
        ctx.put("at", time.time_ns() // 1_000_000)
        ctx.put("mark", len(entries[0]) if entries else 0)


# %% grade_id="07_pay_some"
class Payroll(Contract):
    """Looks at everybody who waits."""

    name = "payroll"

    @action()
    def owe(self, ctx: Context, to: str, fen: int):
        """Add a sum that waits."""
        ctx.put(f"owed/{to}", fen)

    @action()
    def pay_some(self, ctx: Context, limit: int):
        """Goes on through the list after the limit."""
        done = 0
        for key in ctx.keys("owed/"):
            if done < limit:
                paid = "paid/" + key.removeprefix("owed/")
                ctx.put(paid, ctx.get(paid, 0) + ctx.get(key))
                ctx.delete(key)
                done += 1
        return done


# %% grade_id="07_upgrade"
class Cards2(Cards):
    """Forgets the price below one."""

    version = 2

    def migrate(self, ctx: Context):
        """Bring the cards of version 1 into the new shape."""
        for key in ctx.keys("card/"):
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
        ctx.require(not card["frozen"] and fen <= card["fen"], "not from this card")
        ctx.put(key, {**card, "fen": card["fen"] - fen})
