/** Completion, explanations and problems, all the server's: it alone knows the language. */

import { autocompletion, snippet } from "@codemirror/autocomplete";
import { linter, lintGutter } from "@codemirror/lint";
import { hoverTooltip } from "@codemirror/view";
import { h } from "../dom.js";
import { placeOf, stretchOf } from "./places.js";

const WORD = /[^\s[\]{},:"'#]*$/;
const OPENING = /(?:^|[\s[{,:-])["']?$/;
const TYPES = { key: "property", word: "enum", name: "variable", skeleton: "text" };

/** What is written for an offer where the cursor is: no colon or quotation mark twice. */
export function inserted({ insert, label, kind }, before, after) {
  if (kind === "key" && /^\s*:/.test(after)) return label;
  const quote = /["']$/.exec(before)?.[0];
  return quote && insert.startsWith('"') ? insert.slice(1, -1) : insert;
}

/** A skeleton whose lines stand under its first word. */
export function aligned(text, head) {
  const pad = " ".repeat(head.length - /^\s*/.exec(head)[0].length);
  return text.replaceAll("\n", `\n${pad}`);
}

const apply = (offer) => (view, completion, from, to) => {
  const line = view.state.doc.lineAt(from);
  const head = line.text.slice(0, from - line.from);
  if (offer.kind === "skeleton") {
    snippet(aligned(offer.insert, head))(view, completion, from, to);
    return;
  }
  const put = inserted(offer, head, line.text.slice(to - line.from));
  view.dispatch({ changes: { from, to, insert: put }, selection: { anchor: from + put.length }, userEvent: "input.complete" });
};

/** Offers of the server; none when it does not answer. */
const completing = (door) => async (context) => {
  const line = context.state.doc.lineAt(context.pos);
  const head = line.text.slice(0, context.pos - line.from);
  const word = WORD.exec(head)[0];
  if (!context.explicit && !word && !OPENING.test(head)) return null;
  if (!context.explicit && !word && !head.trim()) return null;
  const answer = await door.complete(context.state.doc.toString(), placeOf(context.state.doc, context.pos)).catch(() => null);
  if (!answer?.completions.length || context.aborted) return null;
  const options = answer.completions.map((offer, rank) => (
    { label: offer.label, detail: offer.detail, type: TYPES[offer.kind], apply: apply(offer), boost: -rank }));
  return { from: context.pos - word.length, options, filter: false };
};

/** The problem as a sentence: where, what, and how to mend it. */
export const sentence = ({ line, column, message, hint }) => `Ligne ${line}, colonne ${column} : ${message}${hint ? ` ${hint}` : ""}`;

const diagnostic = (doc, problem) => ({
  ...stretchOf(doc, problem.line, problem.column), severity: "error", message: problem.message, problem,
  renderMessage: () => h("div", {}, h("p", {}, problem.message), problem.hint && h("p", { class: "hint" }, problem.hint)),
});

const checking = (door, told) => async (view) => {
  const { doc } = view.state;
  const answer = await door.problems(doc.toString()).catch(() => null);
  if (!answer || view.state.doc !== doc) return [];
  const placed = answer.problems.filter(({ line }) => line !== null && line !== undefined);
  told(answer.problems);
  return placed.map((problem) => diagnostic(doc, problem));
};

const explaining = (door) => hoverTooltip(async (view, position) => {
  const found = await door.hover(view.state.doc.toString(), placeOf(view.state.doc, position)).catch(() => null);
  if (!found?.hover) return null;
  const { title, text } = found.hover;
  return { pos: position, above: true, create: () => ({ dom: h("div", { class: "cm-about" }, h("strong", {}, title), h("p", {}, text)) }) };
});

/** All three as an extension; `told` is given the problems of each check. */
export const help = (door, told) => [
  autocompletion({ override: [completing(door)], icons: false, activateOnTypingDelay: 120 }),
  linter(checking(door, told), { delay: 350 }),
  lintGutter(),
  explaining(door),
];
