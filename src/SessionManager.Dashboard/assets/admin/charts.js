// @ts-check
import { element } from "../shared/dom.js";
import { language } from "../shared/page.js";
import { text } from "../shared/texts.js";
import { locale } from "../shared/times.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST = 480;
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 28;
const TOP = 10;

const numbers = new Intl.NumberFormat(language);
const hourOf = new Intl.DateTimeFormat(locale, { hour: "numeric" });

/** @typedef {{ at: string, created: number, ended: number }} Hour */

/**
 * Bars of what was opened and ended in each hour, with the same as a table behind it.
 * @param {Hour[]} hours
 */
export function hoursChart(hours) {
  const frame = element("div", { class: "chart-frame", tabindex: "0", role: "group", "aria-label": text("admin.activity.hours") });
  // Drawn for the room there is, so that its words are as large as those beside it.
  let drawn = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.max(LEAST, Math.floor(contentRect.width));
    if (width === drawn) return;
    drawn = width;
    frame.replaceChildren(plotOf(hours, width));
    // The latest hours first, where not all are in sight.
    frame.scrollLeft = frame.scrollWidth;
  }).observe(frame);
  return element(
    "figure",
    { class: "figure" },
    element(
      "figcaption",
      { class: "legend" },
      element("span", { class: "key created", text: text("admin.activity.created") }),
      element("span", { class: "key ended", text: text("admin.activity.ended") }),
    ),
    frame,
    hoursTable(hours),
  );
}

/**
 * @param {Hour[]} hours
 * @param {number} width
 */
function plotOf(hours, width) {
  const top = roundUp(Math.max(1, ...hours.map((hour) => Math.max(hour.created, hour.ended))));
  const plot = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, class: "chart", role: "img" });
  plot.setAttribute(
    "aria-label",
    text("admin.activity.summary", {
      created: hours.reduce((sum, hour) => sum + hour.created, 0),
      ended: hours.reduce((sum, hour) => sum + hour.ended, 0),
    }),
  );
  const y = (/** @type {number} */ value) => TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / top);
  for (const part of [0, top / 2, top]) {
    plot.append(
      svg("line", { x1: LEFT, x2: width, y1: y(part), y2: y(part), class: "grid" }),
      svg("text", { x: LEFT - 8, y: y(part) + 4, class: "tick end" }, numbers.format(part)),
    );
  }
  const step = (width - LEFT) / hours.length;
  hours.forEach((hour, index) => {
    const x = LEFT + index * step;
    const group = svg("g", { class: "hour" });
    group.append(
      svg("title", {}, text("admin.activity.one_hour", { hour: hourOf.format(new Date(hour.at)), created: hour.created, ended: hour.ended })),
      svg("rect", { x, y: TOP, width: step, height: HEIGHT - BOTTOM - TOP, class: "hit" }),
      bar(x + step * 0.16, y(hour.created), step * 0.32, y(0), "created"),
      bar(x + step * 0.52, y(hour.ended), step * 0.32, y(0), "ended"),
    );
    plot.append(group);
    if (index % 4 === 0) plot.append(svg("text", { x: x + step / 2, y: HEIGHT - 8, class: "tick middle" }, hourOf.format(new Date(hour.at))));
  });
  return plot;
}

/**
 * Counts by name, most first, each with a bar. It is a table, so it says to everybody what it shows.
 * @param {string} caption
 * @param {[name: string, count: number][]} counts
 */
export function countsTable(caption, counts) {
  const sorted = counts.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  if (sorted.length === 0) return element("p", { class: "muted", text: text("admin.activity.none") });
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  return element(
    "table",
    { class: "counts" },
    element("caption", { class: "sr-only", text: caption }),
    element(
      "tbody",
      {},
      ...sorted.map(([name, count]) => {
        const plot = svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", class: "share", "aria-hidden": "true" });
        plot.append(svg("rect", { width: 100, height: 8, class: "track" }), svg("rect", { width: (100 * count) / sorted[0][1], height: 8, class: "created" }));
        return element(
          "tr",
          {},
          element("th", { scope: "row", text: name }),
          element("td", { class: "share-cell", "aria-hidden": "true" }, plot),
          element("td", { class: "number" }, numbers.format(count), " ", element("span", { class: "muted", text: percent.format(count / total) })),
        );
      }),
    ),
  );
}

/** @param {Hour[]} hours */
function hoursTable(hours) {
  const full = new Intl.DateTimeFormat(locale, { weekday: "short", hour: "2-digit", minute: "2-digit" });
  return element(
    "details",
    { class: "as-table" },
    element("summary", { text: text("admin.activity.as_table") }),
    element(
      "table",
      { class: "plain" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...["hour", "created", "ended"].map((name) => element("th", { scope: "col", text: text(`admin.activity.${name}`) })),
        ),
      ),
      element(
        "tbody",
        {},
        ...hours.map((hour) =>
          element(
            "tr",
            {},
            element("th", { scope: "row", text: full.format(new Date(hour.at)) }),
            element("td", { class: "number", text: numbers.format(hour.created) }),
            element("td", { class: "number", text: numbers.format(hour.ended) }),
          ),
        ),
      ),
    ),
  );
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} base
 * @param {string} look
 */
const bar = (x, y, width, base, look) => svg("rect", { x, y, width, height: Math.max(0, base - y), rx: 1.5, class: look });

/**
 * An even number at the top of an axis.
 * @param {number} most
 */
function roundUp(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= most) ?? 10;
  return Math.ceil((factor * power) / 2) * 2;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [content]
 */
function svg(name, attributes, content) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (content !== undefined) node.textContent = content;
  return node;
}
