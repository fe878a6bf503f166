// Calls the server at a URL with what openapi-typescript makes of its contract.

import createClient from "openapi-fetch";
import type { paths } from "./sluice.js";

function expect(what: string, actual: unknown, expected: unknown): void {
  const [is, shall] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== shall) {
    throw new Error(`${what}: ${is} (expected: ${shall})`);
  }
}

export async function call(baseUrl: string): Promise<void> {
  const client = createClient<paths>({ baseUrl });

  const hello = await client.POST("/v1/hello", { body: { name: "world" } });
  expect("POST /v1/hello", hello.data?.message, "Hello, world");

  const path = await client.GET("/v1/hello/{name}", { params: { path: { name: "A/B ä" } } });
  expect("GET /v1/hello/{name}", path.data?.message, "Hello, A/B ä");

  const features = await client.GET("/v1/features", {
    params: {
      query: {
        "lo.latitude": 409000000,
        "lo.longitude": -747000000,
        "hi.latitude": 410000000,
        "hi.longitude": -745000000,
      },
    },
  });
  // Of the forms of a stream, the array is what is answered unless another is asked for.
  const array = Array.isArray(features.data) ? features.data : [];
  expect("GET /v1/features", array.map((feature) => feature.location?.latitude).sort(), [409146138, 409500000]);

  const created = await client.POST("/v1/people", {
    body: { name: "Ada Lovelace", phones: [{ number: "+44 20 7946 0000", type: "HOME" }] },
  });
  const { id, etag, phones } = created.data ?? {};
  expect("POST /v1/people", phones, [{ number: "+44 20 7946 0000", type: "HOME" }]);

  const person = { params: { path: { id: id ?? 0 }, header: { "If-Match": "\"no\"" } } };
  const deletion = await client.DELETE("/v1/people/{id}", person);
  expect("DELETE with a wrong If-Match", deletion.error?.code, 10);
  person.params.header["If-Match"] = `"${etag}"`;
  expect("DELETE /v1/people/{id}", (await client.DELETE("/v1/people/{id}", person)).data, {});

  const invalid = await client.GET("/v1/people/{id}", { params: { path: { id: 0 } } });
  expect("GET /v1/people/0", [invalid.response.status, invalid.error?.code], [400, 3]);
}
