// @ts-check
import { ask } from "../shared/api.js";
import { button, element, isolated } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { text } from "../shared/texts.js";
import { exactly, timeElement } from "../shared/times.js";
import { addressOf, go, parameters } from "./address.js";
import { details } from "./details.js";
import { endEveryone, endSessions, endUser } from "./ending.js";
import { Filters } from "./filters.js";
import { pager } from "./pager.js";
import { notice } from "./problems.js";
import { row, table } from "./table.js";
import { reasonWords, word } from "./words.js";

/** @typedef {import("./types.js").Row} Row */

const LIMIT = 50;

/**
 * Everybody's sessions: found, paged, and ended.
 * @param {{ live: () => number | undefined, changed: () => void }} page
 */
export function sessionsView({ live, changed }) {
  /** @type {Map<string, Row>} */
  const chosen = new Map();
  /** @type {Row[]} */
  let shown = [];
  let loading = new AbortController();

  const columns = [
    { label: text("admin.column.choose"), hidden: true },
    { label: text("admin.column.user") },
    { label: text("admin.column.device") },
    { label: text("admin.column.place") },
    { label: text("admin.column.status") },
    { label: text("admin.column.created") },
    { label: text("admin.column.activity") },
    { label: text("admin.column.actions"), hidden: true },
  ];
  const all = element("input", { type: "checkbox", "aria-label": text("admin.choose_all"), on: { change: () => chooseAll(all.checked) } });
  const list = table(text("admin.sessions.caption"), columns, element("label", { class: "check" }, all, element("span", { class: "check-text", text: text("admin.choose_all_short") })));
  const pages = pager(() => void load());
  const filters = new Filters(fields(), () => {
    go(filters.read(), { replace: true });
    void load();
  });
  const endChosen = button("", () => finish(endSessions([...chosen.values()])), { class: "button danger" });
  const endOfUser = button("", () => finish(endUser(String(parameters().user))), { class: "button danger-text" });
  const endAll = button(text("admin.end.everyone"), () => finish(endEveryone(live())), { class: "button danger-text" });
  const tools = element("div", { class: "tools" }, endChosen, endOfUser, endAll);
  const message = element("div", {});
  const panel = element("div", { class: "panel list", "aria-busy": "true" }, list.table);
  const section = element(
    "section",
    { class: "view", "aria-labelledby": "view-heading" },
    element("div", { class: "section-head" }, element("h2", { id: "view-heading", tabindex: "-1", text: text("admin.view.sessions") }), tools),
    filters.box,
    message,
    panel,
    pages.bar,
  );

  return { section, load, show: () => filters.write(parameters()) };

  /** @param {{ quiet?: boolean }} [options] */
  async function load({ quiet = false } = {}) {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    const { after, ...rest } = parameters();
    delete rest.view;
    panel.setAttribute("aria-busy", "true");
    panel.classList.toggle("loading", !quiet);
    try {
      const page = await ask("/sessions", { query: { ...rest, after, limit: LIMIT }, signal });
      message.replaceChildren();
      fill(page.sessions);
      pages.show(page.sessions.length, page.next_cursor);
    } catch (error) {
      if (signal.aborted) return;
      fill([]);
      message.replaceChildren(notice(error, () => void load()));
    }
    panel.setAttribute("aria-busy", "false");
    panel.classList.remove("loading");
  }

  /** @param {Row[]} rows */
  function fill(rows) {
    shown = rows;
    const known = new Set(rows.filter((one) => one.is_live).map((one) => one.id));
    for (const id of chosen.keys()) if (!known.has(id)) chosen.delete(id);
    list.rows.replaceChildren(...(rows.length > 0 ? rows.map(rowOf) : [nothing()]));
    showChosen();
  }

  function nothing() {
    return element(
      "tr",
      { role: "row" },
      element("td", { role: "cell", colspan: columns.length, class: "nothing" }, element("p", { text: text("admin.sessions.empty") })),
    );
  }

  /** @param {Row} one */
  function rowOf(one) {
    const name = one.user_name ?? one.user_id;
    const choose = element("input", {
      type: "checkbox",
      "aria-label": text("admin.choose", { name, device: one.device_name ?? text("unknown") }),
      disabled: !one.is_live || one.is_current,
      on: {
        change: () => {
          if (choose.checked) chosen.set(one.id, one);
          else chosen.delete(one.id);
          showChosen();
        },
      },
    });
    choose.checked = chosen.has(one.id);
    return row(
      columns,
      [
        element("label", { class: "check" }, choose),
        userCell(one),
        element("div", { class: "two" }, element("span", {}, isolated(one.device_name ?? text("unknown"))), element("span", { class: "muted" }, isolated(software(one)))),
        element("div", { class: "two" }, element("span", { class: "address" }, isolated(one.ip_address ?? "—")), element("span", { class: "muted" }, isolated([one.city, one.country_code].filter(Boolean).join(", ")))),
        statusCell(one),
        element("time", { datetime: one.created_at, text: exactly(one.created_at) }),
        timeElement(one.last_activity_at),
        actions(one),
      ],
      { class: one.is_current ? "current" : undefined, "data-id": one.id },
    );
  }

  /** @param {Row} one */
  function actions(one) {
    const name = one.user_name ?? one.user_id;
    const cell = element(
      "div",
      { class: "actions" },
      button(text("admin.details"), () => details(one), { class: "button quiet", "aria-label": text("admin.details_of", { name }) }),
    );
    if (one.is_live && !one.is_current) {
      cell.append(button(text("admin.end.one"), () => finish(endSessions([one])), { class: "button danger-text", "aria-label": text("admin.end.one_of", { name }) }));
    }
    return cell;
  }

  /** @param {boolean} isChosen */
  function chooseAll(isChosen) {
    for (const one of shown) {
      if (!one.is_live || one.is_current) continue;
      if (isChosen) chosen.set(one.id, one);
      else chosen.delete(one.id);
    }
    for (const box of list.rows.querySelectorAll("input")) box.checked = isChosen && !box.disabled;
    showChosen();
  }

  function showChosen() {
    const possible = shown.filter((one) => one.is_live && !one.is_current).length;
    all.disabled = possible === 0;
    all.checked = possible > 0 && chosen.size === possible;
    all.indeterminate = chosen.size > 0 && chosen.size < possible;
    endChosen.hidden = chosen.size === 0;
    endChosen.textContent = text("admin.end.chosen", { count: chosen.size });
    const { user } = parameters();
    endOfUser.hidden = !user;
    endOfUser.textContent = user ? text("admin.end.of_user", { user }) : "";
    endAll.hidden = chosen.size > 0 || Boolean(user);
  }

  /** @param {Promise<boolean>} ending */
  async function finish(ending) {
    if (!(await ending)) return;
    chosen.clear();
    changed();
    await load({ quiet: true });
    // What had the focus may be gone with its row.
    if (document.activeElement === document.body) section.querySelector("h2")?.focus();
  }
}

/** @returns {import("./filters.js").FilterField[]} */
function fields() {
  const choices = (/** @type {string} */ group, /** @type {string[]} */ names) =>
    /** @type {[string, string][]} */ (names.map((name) => [name, word(group, name)]));
  return [
    { name: "user", kind: "text", label: text("admin.filter.user"), hint: text("admin.filter.user_hint") },
    {
      name: "status",
      kind: "choice",
      label: text("admin.filter.status"),
      choices: [["", text("admin.status.live")], ...choices("status", ["active", "idle", "expired", "terminated", "all"])],
    },
    {
      name: "device",
      kind: "choice",
      label: text("admin.filter.device"),
      choices: [["", text("admin.device.any")], ...choices("device", ["computer", "phone", "tablet", "unknown"])],
    },
    { name: "ip", kind: "text", label: text("admin.filter.ip"), hint: "203.0.113.7" },
    { name: "location", kind: "text", label: text("admin.filter.location"), hint: text("admin.filter.location_hint") },
    { name: "from", kind: "time", label: text("admin.filter.from") },
    { name: "to", kind: "time", label: text("admin.filter.to") },
  ];
}

/** @param {Row} one */
function userCell(one) {
  const link = element("a", { class: "link", href: addressOf({ user: one.user_id, status: "all" }) }, isolated(one.user_name ?? one.user_id));
  const under = [one.user_name ? one.user_id : "", ...one.roles].filter(Boolean).join(" · ");
  return element(
    "div",
    { class: "two" },
    element("span", {}, link, one.is_current ? " " : null, one.is_current && element("span", { class: "chip good", text: text("admin.you") })),
    element("span", { class: "muted" }, isolated(under)),
  );
}

/** @param {Row} one */
function statusCell(one) {
  const look = { active: "good", idle: "warn", expired: "", terminated: "" }[one.status];
  const cell = element("div", { class: "two" }, element("span", {}, element("span", { class: `chip ${look}`, text: word("status", one.status) })));
  if (one.end_reason) cell.append(element("span", { class: "muted" }, isolated(reasonWords(one.end_reason))));
  else if ((one.risk_score ?? 0) > 0) cell.append(element("span", { class: "risk" }, icon("alert"), text("admin.risk", { score: one.risk_score ?? 0 })));
  return cell;
}

/** @param {Row} one */
const software = (one) => [one.browser, one.operating_system].filter(Boolean).join(" · ");
