// Sends a message with all kinds of fields to the server at a URL, as openapi-typescript knows it.

import createClient from "openapi-fetch";
import type { components, paths } from "./test.js";

type Everything = components["schemas"]["sluice.test.v1.Everything"];

const everything: Everything = {
  aDouble: 0.5,
  anInt32: -1,
  anInt64: "-9007199254740993",
  aUint32: 4294967295,
  aBool: true,
  aString: "text",
  aBytes: "AQID",
  colour: "COLOUR_BLUE",
  nested: { text: "outer", inner: { number: 1 } },
  longs: ["1", "2"],
  colours: ["COLOUR_RED"],
  nesteds: [{ words: ["a", "b"] }],
  labels: { key: "value" },
  byNumber: { "7": { text: "seven" } },
  choiceNull: null,
  timestamp: "2026-02-11T09:14:25.123456Z",
  duration: "1.500s",
  mask: "aString,nested.text",
  struct: { key: [1, null, "x"] },
  value: "any",
  list: [true],
  any: { "@type": "type.googleapis.com/google.protobuf.Duration", value: "3s" },
  empty: {},
  int64Wrapper: "12",
  newName: "renamed",
};

export async function call(baseUrl: string): Promise<void> {
  const client = createClient<paths>({ baseUrl });

  const echo = await client.POST("/v1/echo", { body: everything });
  if (JSON.stringify(echo.data) !== JSON.stringify(everything)) {
    throw new Error(`POST /v1/echo: ${JSON.stringify(echo)}`);
  }

  const numbers = (await client.POST("/v1/join", { body: [{ anInt32: 1 }, { anInt32: 2 }] })).data?.numbers;
  if (numbers?.join() !== "1,2") {
    throw new Error(`POST /v1/join: ${numbers}`);
  }
}
