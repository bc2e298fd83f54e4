// @ts-check
import { hasText, text } from "../shared/texts.js";

/** @typedef {import("./types.js").Session} Session */

const SYSTEM = "system";

/** Ends that a user brings about. By somebody else's hand they are another thing. */
const own = ["user_logout", "user_logout_all"];

/** Ends that say that somebody else may have had the session. */
export const alarming = ["token_reuse"];

/**
 * How a session ended and who ended it, in words.
 * @param {Session} session
 */
export function reasonOf({ ended, user_id: user }) {
  // Over by the clock, and not yet seen to by the server.
  if (!ended) return text("reason.expired");
  const byOther = ended.by !== user && ended.by !== SYSTEM;
  if (byOther && own.includes(ended.reason)) return text("reason.admin_revoked");
  const name = `reason.${ended.reason}`;
  const why = hasText(name) ? text(name) : text("reason.other", { reason: ended.reason.replaceAll("_", " ") });
  return byOther && ended.reason !== "admin_revoked" ? text("reason.by_admin", { reason: why }) : why;
}
