// @ts-check
import { element } from "../shared/dom.js";
import { language } from "../shared/page.js";
import { text } from "../shared/texts.js";
import { worstOf } from "./health.js";
import { word } from "./words.js";

const numbers = new Intl.NumberFormat(language);
const looks = /** @type {Record<string, string>} */ ({ healthy: "good", degraded: "warn", unhealthy: "bad" });

/** The numbers at the top. */
export function cards() {
  const list = element("dl", { class: "cards" });
  return {
    list,
    /** @param {import("./types.js").Overview} overview */
    update(overview) {
      const { sessions } = overview;
      const health = worstOf(overview);
      list.replaceChildren(
        card("active", sessions?.active),
        card("idle", sessions?.idle),
        card("users", sessions?.users),
        card("kept", sessions && sessions.expired + sessions.terminated),
        element(
          "div",
          { class: "panel card" },
          element("dt", { text: text("admin.card.health") }),
          element("dd", {}, health ? element("span", { class: `chip ${looks[health]}`, text: word("health", health) }) : "—"),
        ),
      );
    },
  };
}

/**
 * @param {string} name
 * @param {number | undefined} value
 */
const card = (name, value) =>
  element(
    "div",
    { class: "panel card", "data-card": name },
    element("dt", { text: text(`admin.card.${name}`) }),
    element("dd", { text: value === undefined ? "—" : numbers.format(value) }),
  );
