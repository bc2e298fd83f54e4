// @ts-check
import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { text } from "./texts.js";

const SHOWN = 6000;

// There from the start and empty, so that a screen reader watches them when something comes. A dialog that is open
// hides the rest of the page, so they are raised above it as a popover.
const polite = element("div", { class: "toast-list", role: "status", "aria-live": "polite" });
const urgent = element("div", { class: "toast-list", role: "alert", "aria-live": "assertive" });
const region = element("div", { class: "toasts", popover: "manual" }, polite, urgent);
document.body.append(region);

/**
 * Says that something is done. It goes by itself, but not while the pointer or the focus is on it.
 * @param {string} message
 */
export const succeed = (message) => show(message, polite, "good", "done", true);

/**
 * Says that something failed. It stays until it is put away.
 * @param {string} message
 * @param {{ label: string, address: string }} [way] Where the reader can put it right.
 */
export const fail = (message, way) => show(message, urgent, "bad", "alert", false, way);

/**
 * @param {string} message
 * @param {HTMLElement} list
 * @param {string} look
 * @param {"done" | "alert"} sign
 * @param {boolean} passes
 * @param {{ label: string, address: string }} [way]
 */
function show(message, list, look, sign, passes, way) {
  const toast = element(
    "div",
    { class: `toast ${look}` },
    icon(sign),
    element("p", { text: message }),
    way && element("a", { class: "link", href: way.address, text: way.label }),
  );
  const close = button(text("toast.close"), remove, { class: "button quiet icon-only", "aria-label": text("toast.close") }, icon("close"));
  toast.append(close);
  let timer = 0;
  const wait = () => {
    if (passes) timer = window.setTimeout(remove, SHOWN);
  };
  const stay = () => clearTimeout(timer);
  for (const event of ["pointerenter", "focusin"]) toast.addEventListener(event, stay);
  for (const event of ["pointerleave", "focusout"]) toast.addEventListener(event, wait);
  list.append(toast);
  // Opened anew, so that it lies above a dialog that was opened since.
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover();
  wait();

  function remove() {
    stay();
    toast.remove();
    if (!region.querySelector(".toast") && region.matches(":popover-open")) region.hidePopover();
  }
}
