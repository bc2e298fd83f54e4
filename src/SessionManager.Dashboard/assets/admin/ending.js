// @ts-check
import { element, isolated } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { run } from "./stream.js";
import { work } from "./work.js";
import { word } from "./words.js";

/** @typedef {import("./types.js").Row} Row */

const NAMED = 5;
const EVERYONE = "END ALL";

/**
 * Ends sessions that are named.
 * @param {Row[]} rows
 */
export function endSessions(rows) {
  const count = rows.length;
  const named = element("ul", { class: "named" }, ...rows.slice(0, NAMED).map((row) => element("li", {}, nameOf(row))));
  if (count > NAMED) named.append(element("li", { class: "muted", text: text("admin.end.and_more", { count: count - NAMED }) }));
  return work({
    heading: text("admin.end.sessions_heading", { count }),
    content: [named, element("p", { text: text("admin.end.at_once") })],
    confirm: text("admin.end.sessions_confirm", { count }),
    work: (signal, tell) => end({ ids: rows.map((row) => row.id) }, signal, tell),
  });
}

/**
 * Ends all sessions of a user.
 * @param {string} userId
 */
export function endUser(userId) {
  return work({
    heading: text("admin.end.user_heading"),
    content: [element("p", { class: "named" }, isolated(userId)), element("p", { text: text("admin.end.user_text") })],
    confirm: text("admin.end.user_confirm"),
    work: (signal, tell) => end({ user_id: userId }, signal, tell),
  });
}

/**
 * Ends everybody's sessions but the one of this page.
 * @param {number | undefined} live How many there are, when that is known.
 */
export function endEveryone(live) {
  const count = Math.max(0, (live ?? 1) - 1);
  return work({
    heading: text("admin.end.everyone_heading"),
    content: [
      element("p", { text: live === undefined ? text("admin.end.everyone_text_all") : text("admin.end.everyone_text", { count }) }),
      element("p", { class: "muted", text: text("admin.end.everyone_hint") }),
    ],
    confirm: text("admin.end.everyone_confirm"),
    word: EVERYONE,
    work: (signal, tell) => end({ everyone: EVERYONE }, signal, tell),
  });
}

/**
 * @param {object} what
 * @param {AbortSignal} signal
 * @param {(done: number, total: number, words: string) => void} tell
 */
async function end(what, signal, tell) {
  const last = await run("/end", what, signal, ({ ended, skipped, total }) =>
    tell(ended + skipped, total, total > 0 ? text("admin.end.progress", { ended, total }) : text("admin.end.ended", { count: ended })),
  );
  return [
    element("p", { text: word("outcome", last.outcome) }),
    element("p", { text: text("admin.end.ended", { count: last.ended }) }),
    ...(last.skipped > 0 ? [element("p", { class: "muted", text: text("admin.end.skipped", { count: last.skipped }) })] : []),
  ];
}

/** @param {Row} row */
function nameOf(row) {
  const line = element("span", {}, isolated(row.user_name ?? row.user_id));
  const device = [row.device_name, row.ip_address].filter(Boolean).join(" · ");
  if (device) line.append(" — ", isolated(device));
  return line;
}
