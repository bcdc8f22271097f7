/** Answers of the JavaScript verifier: one request a line (`{envelope, keys, now, questions, positions}`), one answer a line. */

import { createInterface } from "node:readline";

const { decide, locate, open, verify, verifyKeys } = await import(process.argv[2]);

/** What is compared of an answer: see `tenants/verifying/answering.py`. */
function compared(id, { verdict, doubt, needs, obligations, zones }) {
  return {
    id, verdict, doubt, needs,
    obligations: obligations.map(({ kind, amount }) => [kind, amount]),
    zones: zones.map(({ zone, verdict: said, reasons }) => ({ zone, verdict: said, rules: [...new Set(reasons.map(({ rule }) => rule))] })),
  };
}

async function answer({ envelope, keys, now, questions = [], positions = [], seen = 0, past = false }) {
  try {
    const ring = await verifyKeys(keys, now * 1000);
    const opened = open(await verify(envelope, ring, now * 1000, { seen, past }));
    return {
      answers: questions.map((question) => compared(question.id, decide(opened, question))),
      located: positions.map((position) => locate(opened, position)),
    };
  } catch (error) {
    return { refused: error.code ?? `crash: ${error.stack}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
