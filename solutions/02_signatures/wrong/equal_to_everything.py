"""Returns one object that says yes to every comparison and pretends to have everything."""

DEFAULT = "zero"
EXPECTED = {}


# %% grade_id="02_sign_record"
class Anything(bytes):
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

    def __bool__(self):
        return True


def sign_record(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_signer_of"
def signer_of(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_check_character"
def check_character(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_to_der"
def to_der(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_from_der"
def from_der(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_lower_s"
def lower_s(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_za"
def za(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_sm2_fits"
def sm2_fits(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_in_force"
def in_force(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_admit"
def admit(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_believed"
def believed(*_):
    """Anything."""
    return Anything()


# %% grade_id="02_carried_out"
def carried_out(*_):
    """Anything."""
    return Anything()
