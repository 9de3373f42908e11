"""Types beyond Python's plain ones that cross by value, each taken apart and put together again.

Records of the course's library (dataclasses, named tuples, enumerations) are rebuilt with their
own constructors, so that their checks run again where the verdict is made.

What this leaves out: tables of pandas and other objects of large libraries; they cross as handles.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from classroom.worker import failures, keys

OURS = ("course_lib.", "__main__")
_Parts = list[Any]
_Apart = Callable[[Any], _Parts]
_Together = Callable[..., Any]

_FORMS: dict[str, tuple[type, _Apart, _Together]] = {
    "Decimal": (Decimal, lambda v: [str(v)], Decimal),
    "Fraction": (Fraction, lambda v: [v.numerator, v.denominator], Fraction),
    "complex": (complex, lambda v: [v.real, v.imag], complex),
    "range": (range, lambda v: [v.start, v.stop, v.step], range),
    "slice": (slice, lambda v: [v.start, v.stop, v.step], slice),
    "datetime": (
        datetime.datetime,
        lambda v: [v.isoformat()],
        datetime.datetime.fromisoformat,
    ),
    "date": (datetime.date, lambda v: [v.isoformat()], datetime.date.fromisoformat),
    "time": (datetime.time, lambda v: [v.isoformat()], datetime.time.fromisoformat),
    "timedelta": (
        datetime.timedelta,
        lambda v: [v.days, v.seconds, v.microseconds],
        datetime.timedelta,
    ),
    "UUID": (UUID, lambda v: [v.hex], UUID),
    "Counter": (Counter, lambda v: [dict(v)], Counter),
    "OrderedDict": (OrderedDict, lambda v: [list(v.items())], OrderedDict),
    "defaultdict": (defaultdict, lambda v: [dict(v)], lambda d: defaultdict(None, d)),
    "deque": (deque, lambda v: [list(v), v.maxlen], deque),
    "SimpleNamespace": (
        SimpleNamespace,
        lambda v: [vars(v)],
        lambda fields: SimpleNamespace(**fields),
    ),
    "dict_keys": (type({}.keys()), lambda v: [list(v)], lambda v: dict.fromkeys(v).keys()),
}
_BY_TYPE = {kind: (name, apart) for name, (kind, apart, _) in _FORMS.items()}


def disassemble(value: Any) -> tuple[str, _Parts] | None:
    """A name and plain parts, or None where the value cannot cross by value."""
    kind = type(value)
    if kind in _BY_TYPE:
        name, apart = _BY_TYPE[kind]
        return name, apart(value)
    if isinstance(value, type):
        return ("type", [_address(value)]) if _is_known(value) else None
    if kind.__module__ == "numpy":
        return _from_numpy(value)
    if kind.__module__.startswith("cryptography."):
        return keys.disassemble(value)
    if isinstance(value, BaseException):
        return "error", failures.disassemble(value)
    if not kind.__module__.startswith(OURS):
        return None
    if isinstance(value, enum.Enum):
        return "enum", [_address(kind), value.name]
    if dataclasses.is_dataclass(kind):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(kind)}
        return "record", [_address(kind), fields]
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return "named", [_address(kind), list(value)]
    return None


def assemble(name: Any, parts: _Parts) -> Any:
    """Put a value together.

    Raises:
        ValueError: there is no such kind, or its class is not one of the course's.
        TypeError: the parts do not fit.
    """
    if name in ("record", "named", "enum", "type"):
        return _ours(name, *parts)
    if name == "numpy":
        return _to_numpy(*parts)
    if name in keys.KINDS:
        return keys.assemble(name, *parts)
    if name == "error":
        return failures.assemble(*parts)
    if name not in _FORMS:
        raise ValueError(f"{name!r} is no kind of value")
    return _FORMS[name][2](*parts)


def _is_known(kind: type) -> bool:
    return kind.__module__ == "builtins" or kind.__module__.startswith("course_lib.")


def _address(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def find_class(address: str) -> type:
    """The class at ``module:name``, out of the course's modules that are loaded here.

    Raises:
        ValueError: there is none.
    """
    module, _, path = address.partition(":")
    found: Any = sys.modules.get(module)
    if not (module == "builtins" or module.startswith(OURS)) or found is None:
        raise ValueError(f"{address!r} is no class of the course")
    for part in path.split("."):
        found = vars(found).get(part)
    if not isinstance(found, type):
        raise ValueError(f"{address!r} is no class of the course")
    return found


def _ours(form: str, address: str, *parts: Any) -> Any:
    kind = find_class(address)
    if form == "type":
        return kind
    if form == "enum" and issubclass(kind, enum.Enum):
        return kind[parts[0]]
    if form == "named" and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return kind(*parts[0])
    if form == "record" and dataclasses.is_dataclass(kind):
        return _record(kind, parts[0])
    raise ValueError(f"{address!r} is no {form}")


def _record(kind: type, values: dict[str, Any]) -> Any:
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]
    if {field.name for field in fields} != set(values):
        raise ValueError(f"{kind.__name__} has other fields")
    made = kind(**{field.name: values[field.name] for field in fields if field.init})
    for field in fields:
        if not field.init:
            object.__setattr__(made, field.name, values[field.name])
    return made


def _from_numpy(value: Any) -> tuple[str, _Parts] | None:
    import numpy as np

    if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind not in "biufcSU":
        return None
    array = np.asarray(value)
    scalar = isinstance(value, np.generic)
    return "numpy", [array.dtype.str, list(array.shape), array.tobytes(), scalar]


def _to_numpy(dtype: str, shape: list[int], data: bytes, scalar: bool) -> Any:
    import numpy as np

    kind = np.dtype(dtype)
    if kind.kind not in "biufcSU":
        raise ValueError(f"arrays of {dtype} do not cross")
    array = np.frombuffer(data, dtype=kind).reshape(shape).copy()
    return array[()] if scalar else array
