/** Places as people and the server count them (lines and signs from 1), and as the editor does (UTF-16 units from 0). */

/** The position of a line and a column; what lies outside is brought to the nearest end. */
export function positionOf(doc, line, column) {
  const row = doc.line(Math.max(1, Math.min(doc.lines, line ?? 1)));
  let offset = 0;
  for (const sign of row.text) {
    if (--column < 1) break;
    offset += sign.length;
  }
  return row.from + offset;
}

/** The line and column of a position. */
export function placeOf(doc, position) {
  const row = doc.lineAt(position);
  return { line: row.number, column: [...row.text.slice(0, position - row.from)].length + 1 };
}

/** From a problem's place until the end of the word that stands there: what to underline. */
export function stretchOf(doc, line, column) {
  const from = positionOf(doc, line, column);
  const row = doc.lineAt(from);
  const word = /^(?:"[^"]*"?|'[^']*'?|[^\s,\]}:#]+)/.exec(row.text.slice(from - row.from));
  return { from, to: word ? from + word[0].length : Math.min(row.to, from + 1) };
}
