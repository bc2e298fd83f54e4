// @ts-check
import { ApiError, failure } from "../shared/api.js";
import { configuration } from "../shared/page.js";
import { learnTime } from "../shared/times.js";

/**
 * Starts work at the server and follows its progress: a line of JSON at a time, the last one with its `outcome`. The work
 * stops when the signal does.
 * @param {string} path Below the API.
 * @param {unknown} body
 * @param {AbortSignal} signal
 * @param {(line: any) => void} follow
 * @returns {Promise<any>} The last line.
 */
export async function run(path, body, signal, follow) {
  let response;
  try {
    response = await fetch(new URL(`${configuration.api}${path}`, document.baseURI), {
      method: "POST",
      headers: { Accept: "application/x-ndjson", "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal,
    });
  } catch (error) {
    throw signal.aborted ? error : new ApiError("network");
  }
  learnTime(response);
  if (!response.ok || !response.body) throw await failure(response);
  const last = await read(response.body, signal, follow);
  // An answer that breaks off says nothing of what was done after its last line.
  if (!last?.outcome) throw new ApiError("network");
  return last;
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {AbortSignal} signal
 * @param {(line: any) => void} follow
 */
async function read(body, signal, follow) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let last = null;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) follow((last = JSON.parse(line)));
      if (done) return last;
    }
  } catch (error) {
    throw signal.aborted ? error : new ApiError("network");
  }
}
