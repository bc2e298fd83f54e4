// @ts-check
import { button, element, isolated, newId } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { exactly } from "../shared/times.js";
import { addressOf } from "./address.js";
import { reasonWords, word } from "./words.js";

/**
 * Shows all that is known of a session.
 * @param {import("./types.js").Row} row
 */
export function details(row) {
  const title = newId();
  /** @type {[string, string | undefined][]} */
  const facts = [
    ["user", row.user_name ? `${row.user_name} (${row.user_id})` : row.user_id],
    ["id", row.id],
    ["roles", row.roles.join(", ")],
    ["status", word("status", row.status)],
    ["device", [row.device_name, row.browser, row.operating_system].filter(Boolean).join(" · ")],
    ["user_agent", row.user_agent],
    ["ip", row.ip_address],
    ["place", [row.city, row.country_code].filter(Boolean).join(", ")],
    ["risk", row.risk_score ? `${row.risk_score} — ${(row.risk_reasons ?? []).map((reason) => reason.replaceAll("_", " ")).join(", ")}` : ""],
    ["created", exactly(row.created_at)],
    ["activity", exactly(row.last_activity_at)],
    ["expires", row.is_live ? exactly(row.expires_at) : ""],
    ["ended", row.ended_at ? exactly(row.ended_at) : ""],
    ["ended_by", row.ended_by],
    ["reason", reasonWords(row.end_reason)],
  ];
  const close = button(text("admin.work.close"), () => dialog.close(), { class: "button primary" });
  const dialog = element(
    "dialog",
    { class: "details", "aria-labelledby": title },
    element(
      "div",
      { class: "dialog-body" },
      element("h2", { id: title, text: text("admin.details.heading") }),
      element(
        "dl",
        { class: "facts-list" },
        ...facts.flatMap(([name, value]) =>
          value ? [element("dt", { text: text(`admin.details.${name}`) }), element("dd", {}, isolated(value))] : [],
        ),
      ),
      element(
        "div",
        { class: "dialog-actions" },
        element("a", { class: "button", href: addressOf({ view: "audit", session: row.id }), text: text("admin.details.trail") }),
        close,
      ),
    ),
  );
  const before = document.activeElement;
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}
