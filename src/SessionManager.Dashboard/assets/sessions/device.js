// @ts-check
import { element, isolated } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { language } from "../shared/page.js";
import { text } from "../shared/texts.js";

/** @typedef {import("./types.js").Session} Session */

const countries = new Intl.DisplayNames(language, { type: "region", fallback: "code" });

/**
 * What to call the device: as its user does, else as it calls itself.
 * @param {Session} session
 */
export const nameOf = (session) => session.label ?? ownNameOf(session);

/**
 * What the device calls itself.
 * @param {Session} session
 */
export function ownNameOf({ device }) {
  return device.type === "unknown" && (!device.name || device.name === "Unknown")
    ? text("device.unknown")
    : (device.name ?? text("device.unknown"));
}

/**
 * The browser and the system, as far as they are known; empty when neither is.
 * @param {Session} session
 */
export function softwareOf({ device: { browser, operating_system: system } }) {
  if (browser && system) return text("device.software", { browser, system });
  return browser ?? system ?? "";
}

/**
 * The place it was opened from, in the words of the page's language; empty when it is not known.
 * @param {Session} session
 */
export function placeOf({ location }) {
  return [location?.city, location?.country_code ? countryOf(location.country_code) : undefined].filter(Boolean).join(", ");
}

/**
 * A picture of the kind of device, which also says it.
 * @param {Session} session
 */
export function pictureOf({ device }) {
  const kind = device.type === "unknown" ? "other" : device.type;
  return element("span", { class: "picture", role: "img", "aria-label": text(`device.${kind}`), "data-device": kind }, icon(kind));
}

/**
 * Facts about a session, one after the other; each may be written in a direction of its own.
 * @param {(Node | string)[]} parts
 */
export function facts(...parts) {
  const known = parts.filter((part) => part !== "");
  return element(
    "p",
    { class: "facts muted" },
    ...known.map((part) => element("span", {}, typeof part === "string" ? isolated(part) : part)),
  );
}

/** @param {string} code */
function countryOf(code) {
  try {
    return countries.of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}
