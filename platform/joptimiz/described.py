"""What the OpenAPI document says of every operation that no handler says by itself: how it refuses."""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Reference

from joptimiz.problems import TYPE, Details

_AT = "#/components/schemas/{name}"


def describe(app: Litestar) -> Litestar:
    """The application, its document saying that failures leave as problem details, where Litestar would say 400."""
    document = app.openapi_schema
    _, shapes = msgspec.json.schema_components([Details], ref_template=_AT)
    known: dict[str, Any] = document.components.schemas
    known.update({name: {**shape, "description": None} for name, shape in shapes.items()})
    refused = OpenAPIResponse(
        description="Refus, en français : un code stable et tous les problèmes à la fois (RFC 9457)",
        content={TYPE: OpenAPIMediaType(schema=Reference(ref=_AT.format(name="Details")))},
    )
    for path in (document.paths or {}).values():
        for operation in (path.get, path.post, path.put, path.delete):
            if operation is not None and operation.responses is not None:
                operation.responses.pop("400", None)
                operation.responses["default"] = refused
    return app
