// The operations, by the session's cookie. Addresses are relative to the page.

/** What the server refuses, in its own words. */
export class Refused extends Error {
  constructor(status, detail, field) {
    super(detail);
    this.status = status;
    this.field = field;
  }
}

/** The server does not answer, or its answer breaks off. */
export class Unreachable extends Error {}

const csrfHeader = "X-CSRF-Token";
let csrfToken = null;

/** Who is signed in, and where traces are. */
export async function session() {
  const found = await get("session");
  csrfToken = found.csrfToken ?? null;
  return found;
}

export const get = (path, signal) => send("GET", path, {}, signal);

/** A change. When another tab has begun a new session, its token is fetched and the change is sent once more. */
export async function change(method, path) {
  try {
    return await send(method, path, token());
  } catch (error) {
    if (!(error instanceof Refused && error.status === 403 && error.field === csrfHeader)) throw error;
    await session();
    return send(method, path, token());
  }
}

const token = () => csrfToken ? { [csrfHeader]: csrfToken } : {};

export const segment = text => encodeURIComponent(text);

/** A query of what is given. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

async function send(method, path, headers, signal) {
  let response;
  let body;
  try {
    response = await fetch(path, {
      method, headers: { Accept: "application/json", ...headers }, signal: signal ?? AbortSignal.timeout(10_000), redirect: "error",
    });
    body = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable("The server is out of reach.");
  }
  if (!response.ok) throw refusal(response.status, body);
  try {
    return body ? JSON.parse(body) : null;
  } catch {
    throw new Unreachable("The answer is not of this server.");
  }
}

function refusal(status, body) {
  try {
    const { detail, field } = JSON.parse(body);
    return new Refused(status, detail ?? `The server answered ${status}.`, field);
  } catch {
    return new Refused(status, `The server answered ${status}.`);
  }
}
