/** The four questions an editor asks of the address of its text. */

const JSON_TYPE = { "content-type": "application/json", accept: "application/json" };

/** A refusal of the server: its `status` says which. */
export class Refused extends Error {
  constructor(status) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

async function answered(promise) {
  const response = await promise;
  if (!response.ok) throw new Refused(response.status);
  return response.json();
}

const post = (url, body, headers) => answered(fetch(url, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) }));

/** The problems of a check as those of one file: what is wrong elsewhere has no line here, and says where it is. */
export const here = (file, answer) => ({
  problems: answer.problems.map((one) => (
    file && one.file && one.file !== file ? { ...one, line: undefined, message: `${one.file} : ${one.message}` } : one)),
});

/** The door at an address, of a file of that name; `headers` go with each question. */
export const doorAt = (url, file = "", headers = {}) => ({
  since: (revision) => answered(fetch(`${url}?since=${revision}`, { headers: { accept: "application/json", ...headers } })),
  push: (revision, changes, by) => post(url, { revision, changes, by }, headers),
  problems: (text) => post(`${url}/problems`, { text }, headers).then((answer) => here(file, answer)),
  complete: (text, place) => post(`${url}/complete`, { text, ...place }, headers),
  hover: (text, place) => post(`${url}/hover`, { text, ...place }, headers),
});
