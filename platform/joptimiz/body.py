"""How a request's body becomes the record its handler asks for: decoded once, or told whole in French."""

from collections.abc import Generator

from litestar._openapi.schema_generation import SchemaCreator
from litestar.dto import AbstractDTO
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from tenants.reading import read


class Reader(AbstractDTO[object]):
    """Reads bodies with `tenants.reading`, which Litestar's own decoding would stop at the first fault."""

    def decode_bytes(self, value: bytes) -> object:
        """The record; raises `Unreadable` with every problem."""
        field = self.asgi_connection.route_handler.parsed_data_field
        assert field is not None
        return read(value, field.annotation)

    @classmethod
    def create_for_field_definition(cls, field_definition: FieldDefinition, **_: object) -> None:  # type: ignore[override]
        """Nothing to prepare: msgspec knows the shape."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        """The schema of the record itself."""
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        """Bodies only: answers are encoded as they are."""
        return False

    @classmethod
    def generate_field_definitions(cls, model_type: type[object]) -> Generator[DTOFieldDefinition, None, None]:
        """None: fields are not transferred one by one."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """None are nested."""
        return False
