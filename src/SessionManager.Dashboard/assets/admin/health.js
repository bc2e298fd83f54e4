// @ts-check
import { element, isolated } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { word } from "./words.js";

const looks = { healthy: "good", degraded: "warn", unhealthy: "bad" };

/** How the session manager is, by its own health checks. */
export function healthView() {
  const body = element("div", { class: "panel" });
  const section = element(
    "section",
    { class: "view", "aria-labelledby": "view-heading" },
    element("div", { class: "section-head" }, element("h2", { id: "view-heading", tabindex: "-1", text: text("admin.view.health") })),
    body,
  );
  return {
    section,
    /** @param {import("./types.js").Overview} overview */
    update({ health }) {
      if (!health) {
        body.replaceChildren(element("p", { class: "padded", text: text("admin.health.off") }));
        return;
      }
      body.replaceChildren(
        element(
          "ul",
          { class: "checks" },
          ...health.map((check) =>
            element(
              "li",
              { class: "padded" },
              element("span", { class: `chip ${looks[check.status]}`, text: word("health", check.status) }),
              element("div", { class: "two" }, element("strong", {}, isolated(check.name)), element("span", { class: "muted" }, isolated(check.description ?? ""))),
              element("span", { class: "muted number", text: text("admin.health.milliseconds", { count: check.milliseconds }) }),
            ),
          ),
        ),
      );
    },
  };
}

/**
 * The worst of all checks; null when there is none.
 * @param {import("./types.js").Overview} overview
 */
export function worstOf({ health }) {
  const all = health?.map((check) => check.status);
  return all ? (["unhealthy", "degraded", "healthy"].find((status) => all.includes(/** @type {any} */ (status))) ?? null) : null;
}
