// @ts-check
import { ask } from "../shared/api.js";
import { button, element } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { page } from "../shared/page.js";
import { isSignedOut } from "../shared/signed-out.js";
import { text } from "../shared/texts.js";
import { activityView } from "./activity.js";
import { addressOf, go, parameters } from "./address.js";
import { auditView } from "./audit.js";
import { cards } from "./cards.js";
import { healthView } from "./health.js";
import { wordsFor } from "./problems.js";
import { sessionsView } from "./sessions.js";

const AGAIN = 30_000;

/** @typedef {{ section: HTMLElement, load?: () => unknown, show?: () => void, update?: (overview: import("./types.js").Overview) => void }} View */

/** @type {import("./types.js").Overview | undefined} */
let overview;
const top = cards();
/** @type {Record<string, () => View>} */
const views = {
  sessions: () =>
    sessionsView({
      live: () => overview?.sessions && overview.sessions.active + overview.sessions.idle,
      changed: () => void loadOverview(),
    }),
  activity: activityView,
  audit: () => auditView({ hasTrail }),
  health: healthView,
};
/** @type {Map<string, View>} */
const made = new Map();
const links = new Map(
  Object.keys(views).map((name) => [
    name,
    element("a", { href: addressOf({ view: name === "sessions" ? undefined : name }), text: text(`admin.view.${name}`) }),
  ]),
);
const stale = element("p", { class: "muted stale", role: "status" });
const place = element("div", {});
const refresh = button(
  text("admin.refresh"),
  () => {
    void loadOverview();
    current().load?.();
  },
  {},
  icon("refresh"),
  element("span", { text: text("admin.refresh") }),
);

page.querySelector(".page-head")?.append(refresh);
page.append(
  element("div", {}, top.list, stale),
  element("div", {}, element("nav", { class: "tabs", "aria-label": text("admin.views") }, ...links.values()), place),
);

// Links within the page change what it shows; everything else about them stays the browser's.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  go(Object.fromEntries(new URLSearchParams(link.search)));
  show(true);
});
window.addEventListener("popstate", () => show(false));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void loadOverview();
});
setInterval(() => {
  if (!document.hidden) void loadOverview();
}, AGAIN);

const first = loadOverview();
show(false);
await first;

/** Whether there is a trail to be read; taken to be there while nobody can tell. */
async function hasTrail() {
  await first;
  return overview?.has_audit_trail ?? true;
}

function current() {
  const { view = "sessions" } = parameters();
  const name = Object.hasOwn(views, view) ? view : "sessions";
  let known = made.get(name);
  if (!known) made.set(name, (known = views[name]()));
  for (const [other, link] of links) {
    if (other === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  return known;
}

/** @param {boolean} takesFocus */
function show(takesFocus) {
  const view = current();
  if (place.firstChild !== view.section) place.replaceChildren(view.section);
  view.show?.();
  if (overview) view.update?.(overview);
  void view.load?.();
  if (takesFocus) view.section.querySelector("h2")?.focus();
}

async function loadOverview() {
  if (isSignedOut) return;
  try {
    overview = /** @type {import("./types.js").Overview} */ (await ask("/overview"));
    stale.textContent = "";
    top.update(overview);
    for (const view of made.values()) view.update?.(overview);
  } catch (error) {
    stale.textContent = wordsFor(error) ?? "";
  }
}
