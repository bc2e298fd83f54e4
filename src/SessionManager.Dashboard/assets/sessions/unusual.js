// @ts-check
import { configuration } from "../shared/page.js";
import { serverTime } from "../shared/times.js";

/** @typedef {import("./types.js").Session} Session */

const RECENT = 14 * 24 * 60 * 60_000;

/** What the risk enricher finds, in the order in which it is shown. */
const reasons = ["new_device", "new_country", "impossible_travel"];

/**
 * What is unusual about a session of late, for the user to look at: what the server found at the sign-in, or, where
 * nobody looked there, that none of the user's sessions before was on such a device.
 * @param {Session} session
 * @param {Session[]} others All others that are known, ended ones too.
 * @param {boolean} isComplete Whether `others` are all there are.
 * @returns {string[]}
 */
export function unusual(session, others, isComplete) {
  if (session.is_current || serverTime() - Date.parse(session.created_at) > RECENT) return [];
  if (session.risk) return reasons.filter((reason) => session.risk?.reasons.includes(reason));
  return configuration.show_history && isComplete && isFirst(session, others) ? ["new_device"] : [];
}

/**
 * @param {Session} session
 * @param {Session[]} others
 */
function isFirst(session, others) {
  if (session.device.type === "unknown") return false;
  const before = others.filter((other) => Date.parse(other.created_at) < Date.parse(session.created_at));
  return before.length > 0 && before.every((other) => kind(other) !== kind(session));
}

/** @param {Session} session */
const kind = ({ device }) => JSON.stringify([device.type, device.name, device.browser, device.operating_system]);
