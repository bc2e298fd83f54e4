// @ts-check
import { button, element, isolated } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { text } from "../shared/texts.js";
import { exactly, timeElement } from "../shared/times.js";
import { facts, nameOf, pictureOf, placeOf, softwareOf } from "./device.js";

/** @typedef {import("./types.js").Session} Session */

/**
 * A live session in the list.
 * @param {Session} session
 * @param {string[]} marks What is unusual about it.
 * @param {{ end: (session: Session, pressed: HTMLElement) => unknown, rename: (session: Session) => unknown }} acts
 */
export function row(session, marks, { end, rename }) {
  const name = nameOf(session);
  const rename_ = button(
    text("rename.button", { name }),
    () => rename(session),
    { class: "button quiet icon-only", "aria-label": text("rename.button", { name }), title: text("rename.heading"), "data-act": "rename" },
    icon("edit"),
  );
  /** @type {HTMLButtonElement | null} */
  const out = session.is_current
    ? null
    : button(text("end.button"), () => end(session, /** @type {HTMLButtonElement} */ (out)), {
        class: "button danger-text",
        "aria-label": text("end.label", { name }),
        "data-act": "end",
      });
  return element(
    "li",
    { class: session.is_current ? "session current" : "session", "data-id": session.id },
    pictureOf(session),
    element(
      "div",
      { class: "about" },
      element(
        "div",
        { class: "name" },
        element("h3", {}, isolated(name)),
        session.is_current && element("span", { class: "chip good", text: text("current") }),
        ...marks.map((mark) => element("span", { class: "chip warn", "data-mark": mark, text: text(`mark.${mark}`) })),
      ),
      facts(softwareOf(session), placeOf(session), session.ip_address ?? ""),
      facts(
        element("span", {}, text("active"), " ", timeElement(session.last_activity_at)),
        text("since", { time: exactly(session.created_at) }),
      ),
    ),
    element("div", { class: "acts" }, rename_, out),
  );
}
