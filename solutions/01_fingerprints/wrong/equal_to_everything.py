"""Returns one object that says yes to every comparison and pretends to have everything."""

DEFAULT = "zero"
EXPECTED = {}


# %% grade_id="01_fingerprint"
class Anything(dict):
    """Equal to all, contains all, of the asked-for type if one looks carelessly."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = object.__hash__

    def __contains__(self, item):
        return True

    def __getattr__(self, name):
        return self

    def __getitem__(self, name):
        return self

    def __len__(self):
        return 64

    def __bool__(self):
        return True


def fingerprint(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_bits_changed"
def bits_changed(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_guess"
def guess(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_grams"
def grams(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_canonical_bytes"
def canonical_bytes(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_twin"
def twin(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_frame"
def frame(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_dispute"
def dispute(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_merkle_root"
def merkle_root(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_sides"
def sides(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_proof"
def inclusion_proof(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_proves"
def proves(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_only_added"
def only_added(*_):
    """Anything."""
    return Anything()


# %% grade_id="01_longer"
def longer(*_):
    """Anything."""
    return Anything()
