// @ts-check
import { button, element } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { go, pagesBefore, parameters } from "./address.js";

/**
 * Turns pages. The list has no numbers: it moves while one reads, and every page starts behind the last one's end.
 * @param {() => void} load
 */
export function pager(load) {
  /** @type {string | null} */
  let next = null;
  const status = element("p", { class: "muted pager-status", role: "status" });
  const back = button(text("admin.pager.previous"), () => {
    const before = [...pagesBefore()];
    const place = before.pop();
    go({ ...parameters(), after: place ?? undefined }, { before });
    load();
  });
  const forth = button(text("admin.pager.next"), () => {
    const { after = null } = parameters();
    go({ ...parameters(), after: next ?? undefined }, { before: [...pagesBefore(), after] });
    load();
  });
  const bar = element("nav", { class: "pager", "aria-label": text("admin.pager.label") }, status, back, forth);
  return {
    bar,
    /** @param {number} count @param {string | undefined} cursor */
    show(count, cursor) {
      next = cursor ?? null;
      // A page that was opened by a link has no page before it that is known: back leads to the first.
      back.disabled = !parameters().after;
      forth.disabled = next === null;
      status.textContent = text(next === null ? "admin.pager.last" : "admin.pager.shown", { count });
    },
  };
}
