// @ts-check
import { configuration } from "./page.js";
import { learnTime } from "./times.js";

const PATIENCE = 20_000;

/** What went wrong with a request, in a word that the page has a text for. */
export class ApiError extends Error {
  /**
   * @param {"network" | "signed_out" | "stale" | "forbidden" | "not_found" | "conflict" | "invalid" | "busy" | "unavailable"} kind
   * @param {string} [detail] What the server says of it, for people.
   */
  constructor(kind, detail) {
    super(detail ?? kind);
    this.name = "ApiError";
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * Asks the REST API and reads its JSON. The cookie goes along by itself; the script never sees it.
 * @param {string} path Below the API, such as `/validate`, or empty.
 * @param {{ method?: string, body?: unknown, query?: Record<string, string | number | undefined>, signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
export async function ask(path, { method = "GET", body, query = {}, signal } = {}) {
  const address = new URL(`${configuration.api}${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, String(value));
  const patience = AbortSignal.timeout(PATIENCE);
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    learnTime(response);
    if (response.ok) return response.status === 204 ? null : await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("network");
  }
  throw await failure(response);
}

/**
 * @param {Response} response
 * @returns {Promise<ApiError>}
 */
export async function failure(response) {
  const problem = await response.json().catch(() => ({}));
  return new ApiError(kind(response, problem), typeof problem.detail === "string" ? problem.detail : undefined);
}

/**
 * @param {Response} response
 * @param {{ code?: string }} problem
 */
function kind(response, problem) {
  switch (response.status) {
    case 401:
      // A valid session whose user proved too long ago who they are (RFC 9470).
      return problem.code === "insufficient_user_authentication" ? "stale" : "signed_out";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 409:
      return "conflict";
    case 400:
    case 422:
      return "invalid";
    case 429:
      return "busy";
    default:
      return "unavailable";
  }
}
