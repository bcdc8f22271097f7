"""What interfaces accept of a vehicle is what rules may ask of it: the same names, words and bounds."""

import msgspec
from msgspec import inspect

from rules.vocabulary import FACTS
from tenants.wire import Activity, Vehicle


def kind_of(shape: object) -> inspect.Type:
    """The kind of a field, `None` and annotations apart."""
    kind = inspect.type_info(shape)
    while isinstance(kind, inspect.UnionType | inspect.Metadata):
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        else:
            (kind,) = (part for part in kind.types if not isinstance(part, inspect.NoneType))
    return kind


def test_the_same_facts_with_the_same_values() -> None:
    """A fact the one knows and the other does not would be silently unknown, or refused."""
    fields = {field.name: field.type for field in msgspec.structs.fields(Vehicle)} | {"activity": Activity}
    assert set(fields) == set(FACTS)
    for name, fact in FACTS.items():
        kind = kind_of(fields[name])
        if isinstance(kind, inspect.LiteralType):
            assert set(kind.values) == set(fact.words), name
        else:
            assert isinstance(kind, inspect.IntType)
            assert (kind.ge, kind.le) == (fact.low, fact.high), name
