// The operations, by the session's cookie. Addresses are relative to the page.

/** What the server refuses, in its own words. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Nobody is at the server's address. */
export class Unreachable extends Error {}

let csrfToken = null;

/** Who is signed in, and where traces are. */
export async function session() {
  const found = await get("session");
  csrfToken = found.csrfToken ?? null;
  return found;
}

export const get = (path, signal) => send("GET", path, {}, signal);

export const change = (method, path) => send(method, path, csrfToken ? { "X-CSRF-Token": csrfToken } : {});

export const segment = text => encodeURIComponent(text);

/** A query of what is given. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

async function send(method, path, headers, signal) {
  let response;
  try {
    response = await fetch(path, {
      method, headers: { Accept: "application/json", ...headers }, signal: signal ?? AbortSignal.timeout(10_000), redirect: "error",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable("The server is out of reach.");
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem.detail ?? `The server answered ${response.status}.`);
}
