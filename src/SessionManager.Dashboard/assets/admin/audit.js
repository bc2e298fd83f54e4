// @ts-check
import { ask } from "../shared/api.js";
import { button, element, isolated } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { exactly } from "../shared/times.js";
import { addressOf, go, parameters } from "./address.js";
import { Filters } from "./filters.js";
import { pager } from "./pager.js";
import { notice } from "./problems.js";
import { row, table } from "./table.js";
import { verify } from "./verify.js";
import { reasonWords, word } from "./words.js";

/** @typedef {import("./types.js").AuditEvent} AuditEvent */

const LIMIT = 50;
const KINDS = [
  "created", "rejected", "accessed", "refreshed", "rotated", "extended", "metadata_changed", "roles_changed", "terminated",
  "expired", "suspicious", "security_event", "user_erased",
];

/**
 * The audit trail: found, paged, and verified.
 * @param {{ hasTrail: () => Promise<boolean> }} page
 */
export function auditView({ hasTrail }) {
  let loading = new AbortController();
  const columns = ["at", "event", "user", "actor", "reason", "ip", "place"].map((name) => ({ label: text(`admin.audit.${name}`) }));
  const list = table(text("admin.audit.caption"), columns);
  const pages = pager(() => void load());
  const filters = new Filters(
    [
      { name: "user", kind: "text", label: text("admin.filter.user"), hint: text("admin.filter.user_hint") },
      { name: "session", kind: "text", label: text("admin.filter.session"), hint: "sess_…" },
      {
        name: "kind",
        kind: "choice",
        label: text("admin.filter.kind"),
        choices: [["", text("admin.kind.any")], ...KINDS.map((kind) => /** @type {[string, string]} */ ([kind, word("kind", kind)]))],
      },
      { name: "from", kind: "time", label: text("admin.filter.from") },
      { name: "to", kind: "time", label: text("admin.filter.to") },
    ],
    () => {
      go({ view: "audit", ...filters.read() }, { replace: true });
      void load();
    },
  );
  const check = button(text("admin.verify.button"), () => void verify());
  const message = element("div", {});
  const off = element("p", { class: "panel padded", hidden: true, text: text("admin.audit.off") });
  const panel = element("div", { class: "panel list", "aria-busy": "true" }, list.table);
  const section = element(
    "section",
    { class: "view", "aria-labelledby": "view-heading" },
    element("div", { class: "section-head" }, element("h2", { id: "view-heading", tabindex: "-1", text: text("admin.view.audit") }), check),
    off,
    filters.box,
    message,
    panel,
    pages.bar,
  );
  return { section, load, show: () => filters.write(parameters()) };

  async function load() {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    const isKept = await hasTrail();
    off.hidden = isKept;
    for (const part of [filters.box, panel, pages.bar, check]) part.hidden = !isKept;
    if (!isKept || signal.aborted) {
      panel.setAttribute("aria-busy", "false");
      return;
    }
    const { after, ...rest } = parameters();
    delete rest.view;
    panel.setAttribute("aria-busy", "true");
    panel.classList.add("loading");
    try {
      const page = await ask("/audit", { query: { ...rest, after, limit: LIMIT }, signal });
      message.replaceChildren();
      list.rows.replaceChildren(...(page.events.length > 0 ? page.events.map(rowOf) : [nothing()]));
      pages.show(page.events.length, page.next_cursor);
    } catch (error) {
      if (signal.aborted) return;
      list.rows.replaceChildren(nothing());
      pages.show(0, undefined);
      message.replaceChildren(notice(error, () => void load()));
    }
    panel.setAttribute("aria-busy", "false");
    panel.classList.remove("loading");
  }

  function nothing() {
    return element(
      "tr",
      { role: "row" },
      element("td", { role: "cell", colspan: columns.length, class: "nothing" }, element("p", { text: text("admin.audit.empty") })),
    );
  }

  /** @param {AuditEvent} event */
  function rowOf(event) {
    const place = element("span", { class: "muted" }, isolated(`${event.node} · ${event.sequence}`));
    if (!event.is_readable) {
      return row(columns, ["—", element("span", { class: "chip bad", text: text("admin.audit.unreadable") }), "—", "—", "—", "—", place], { class: "unreadable" });
    }
    return row(columns, [
      element("time", { datetime: event.at, text: exactly(event.at) }),
      element("span", { class: `chip ${lookOf(event.kind)}`, text: word("kind", event.kind ?? "") }),
      userCell(event),
      isolated(event.actor ?? "—"),
      isolated(reasonWords(event.reason) || "—"),
      isolated(event.ip_address ?? "—"),
      place,
    ]);
  }
}

/** @param {AuditEvent} event */
function userCell(event) {
  return element(
    "div",
    { class: "two" },
    event.user_id
      ? element("a", { class: "link", href: addressOf({ view: "audit", user: event.user_id }) }, isolated(event.user_id))
      : element("span", { text: "—" }),
    event.session_id
      ? element("a", { class: "link small", href: addressOf({ view: "audit", session: event.session_id }) }, isolated(event.session_id))
      : null,
  );
}

/** @param {string | undefined} kind */
function lookOf(kind) {
  if (kind === "suspicious" || kind === "security_event") return "bad";
  if (kind === "rejected" || kind === "user_erased" || kind === "roles_changed") return "warn";
  return kind === "created" ? "good" : "";
}
