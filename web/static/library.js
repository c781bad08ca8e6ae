// The library as the server keeps it: what is in it, and the jobs that add, rename and remove.

import { JSON_BODY, JSON_ONLY, request } from "./api.js";
import { documentPath } from "./links.js";

const JOB_EVERY_MS = 400;
const BATCH_BYTES = 100 * 2 ** 20; // the server takes 200 MB at once

/**
 * A page of the documents.
 * @param {{ query?: string, after?: string, most: number, sort?: string }} wanted
 * @returns {Promise<Catalogue>}
 */
export function loadDocuments({ query = "", after = "", most, sort = "id" }) {
  const asked = new URLSearchParams({ query, after, most: String(most), sort });
  return request(`/documents?${asked}`, { headers: JSON_ONLY });
}

/**
 * The ids of all documents that a query finds.
 * @param {string} query
 */
export async function allIds(query) {
  const ids = [];
  for (let after = /** @type {string | null} */ (""); after !== null;) {
    const { documents, next } = await loadDocuments({ query, after, most: 1000 });
    ids.push(...documents.map(({ id }) => id));
    after = next;
  }
  return ids;
}

/**
 * Sends files, those of a folder under its name; resolves to a job for each batch.
 * @param {Named[]} files
 * @returns {AsyncGenerator<Job>}
 */
export async function* addFiles(files) {
  for (const batch of batches(files)) {
    const form = new FormData();
    for (const { file, name } of batch) form.append("file", file, name);
    yield await request("/documents", { method: "POST", headers: JSON_ONLY, body: form }, { patient: true });
  }
}

/** @typedef {{ text: string, title?: string } | { url: string } | { example: true }} Source */

/**
 * @param {Source} source
 * @returns {Promise<Job>}
 */
export function add(source) {
  return request("/documents", { method: "POST", headers: JSON_BODY, body: JSON.stringify(source) }, { patient: true });
}

/**
 * @param {string} id
 * @returns {Promise<Job>}
 */
export function remove(id) {
  return request(documentPath(id), { method: "DELETE", headers: JSON_ONLY });
}

/**
 * @param {string} id
 * @param {string} title
 * @returns {Promise<Job>}
 */
export function rename(id, title) {
  return request(documentPath(id), { method: "PATCH", headers: JSON_BODY, body: JSON.stringify({ title }) });
}

/**
 * Follows a job: as it is now, then after every change, to its end and its first questions.
 * @param {Job} job
 * @returns {AsyncGenerator<Job>}
 */
export async function* follow(job) {
  yield job;
  while (job.state === "running" || (job.suggestions && !job.suggestions.ready)) {
    await new Promise((resolve) => setTimeout(resolve, JOB_EVERY_MS));
    job = await request(`/jobs/${encodeURIComponent(job.id)}`, { headers: JSON_ONLY });
    yield job;
  }
}

/**
 * A job at its end.
 * @param {Job} job
 */
export async function finished(job) {
  for await (const now of follow(job)) if (now.state !== "running") return now;
  return job;
}

/** @param {Named[]} files */
function batches(files) {
  /** @type {Named[][]} */
  const all = [[]];
  let bytes = 0;
  for (const each of files) {
    if (bytes > 0 && bytes + each.file.size > BATCH_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1).push(each);
    bytes += each.file.size;
  }
  return all.filter((batch) => batch.length > 0);
}
