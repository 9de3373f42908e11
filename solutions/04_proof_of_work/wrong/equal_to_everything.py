"""Returns one object that says yes to every comparison and pretends to have everything."""

DEFAULT = "zero"
EXPECTED = {}


# %% grade_id="04_meets"
class Anything(float):
    """Equal to all, above and below all, of the asked-for type if one looks carelessly."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = object.__hash__
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__

    def __sub__(self, other):
        return self

    __rsub__ = __rshift__ = __sub__

    def __abs__(self):
        return self

    def __getitem__(self, name):
        return self

    def __bool__(self):
        return True


def meets(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_expand"
def expand_bits(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_compact"
def to_bits(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_mine"
def mine_nonce(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_first_fault"
def first_fault(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_retarget"
def next_target(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_heaviest"
def heaviest(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_taken_back"
def taken_back(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_paper"
def paper_odds(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_exact"
def sure_odds(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_wait"
def wait(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_selfish"
def selfish(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_pays"
def pays(*_):
    """Anything."""
    return Anything()


# %% grade_id="04_final"
def final(*_):
    """Anything."""
    return Anything()
