// @ts-check
import { language } from "./page.js";
import { element } from "./dom.js";
import { hasText, text } from "./texts.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EACH = 15_000;

// Dates as the reader's browser writes them, where that is in the language of the page: 21 Nov or Nov 21.
export const locale = navigator.languages.find((own) => own.split("-")[0] === language.split("-")[0]) ?? language;
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(language, { style: "narrow", numeric: "always" });

/** How far the server's clock is ahead of this one, in milliseconds. Times are told by the server's. */
let ahead = 0;

/**
 * Learns the server's time from an answer.
 * @param {Response} response
 */
export function learnTime(response) {
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(date)) return;
  // The header has whole seconds and has travelled: a small difference says nothing.
  const difference = date - Date.now();
  ahead = Math.abs(difference) > 2000 ? difference : 0;
}

/** The moment it is at the server, in milliseconds. */
export const serverTime = () => Date.now() + ahead;

/**
 * How long ago that was: `Just now`, `5m ago`, `2h ago`, `3d ago`, or `Unknown`.
 * @param {string | null | undefined} moment As the API writes it.
 */
export function ago(moment) {
  const at = Date.parse(moment ?? "");
  if (Number.isNaN(at)) return text("unknown");
  const passed = serverTime() - at;
  if (passed < MINUTE) return hasText("time.now") ? text("time.now") : relativeNow();
  if (passed < HOUR) return past("time.minutes", Math.floor(passed / MINUTE), "minute");
  if (passed < DAY) return past("time.hours", Math.floor(passed / HOUR), "hour");
  return past("time.days", Math.floor(passed / DAY), "day");
}

/**
 * The moment itself, in the reader's time zone.
 * @param {string | null | undefined} moment
 */
export function exactly(moment) {
  const at = Date.parse(moment ?? "");
  return Number.isNaN(at) ? text("unknown") : exact.format(at);
}

/**
 * An element that tells how long ago something was and keeps telling it right.
 * @param {string | null | undefined} moment
 */
export function timeElement(moment) {
  const known = !Number.isNaN(Date.parse(moment ?? ""));
  return element("time", {
    class: "ago",
    datetime: known ? String(moment) : undefined,
    title: known ? exactly(moment) : undefined,
    text: ago(moment),
  });
}

/** Brings every time on the page up to date. */
export function updateTimes() {
  for (const node of document.querySelectorAll("time.ago[datetime]")) {
    const now = ago(node.getAttribute("datetime"));
    if (node.textContent !== now) node.textContent = now;
  }
}

/**
 * @param {string} name
 * @param {number} count
 * @param {Intl.RelativeTimeFormatUnit} unit
 */
function past(name, count, unit) {
  return hasText(name) || hasText(`${name}.other`) ? text(name, { count }) : relative.format(-count, unit);
}

function relativeNow() {
  return new Intl.RelativeTimeFormat(language, { style: "narrow", numeric: "auto" }).format(0, "second");
}

setInterval(() => {
  if (!document.hidden) updateTimes();
}, EACH);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) updateTimes();
});
