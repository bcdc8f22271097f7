/** The reader of the OpenAPI document, at /schema: it asks no other host. */

import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const here = document.getElementById("schema");
SwaggerUI({ domNode: here, url: here.dataset.url, validatorUrl: null, deepLinking: true, defaultModelsExpandDepth: 0, docExpansion: "list" });
