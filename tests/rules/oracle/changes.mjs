/** Answers, a line of JSON for each, with what CodeMirror's own change sets give. */

import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2]);
const { ChangeSet, Text } = await import(pathToFileURL(require.resolve("@codemirror/state")).href);

const read = (text) => Text.of(text.split(/\r\n?|\n/));

for await (const line of createInterface({ input: process.stdin })) {
  const { text, a, b, next } = JSON.parse(line);
  const doc = read(text);
  const [one, other] = [a, b].map((changes) => ChangeSet.of(changes.map(([from, to, insert]) => ({ from, to, insert })), doc.length));
  const after = one.apply(doc);
  const then = ChangeSet.of(next.map(([from, to, insert]) => ({ from, to, insert })), after.length);
  const json = (set) => set.toJSON();
  console.log(JSON.stringify({
    length: doc.length, after: after.toString(), a: json(one), b: json(other), composed: json(one.compose(then)),
    moved: json(one.map(other)), first: json(one.map(other, true)), undone: json(one.invert(doc)),
  }));
}
