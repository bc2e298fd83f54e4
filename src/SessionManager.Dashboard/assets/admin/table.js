// @ts-check
import { element } from "../shared/dom.js";

/**
 * A table that becomes a list of cards where there is no room. The roles are written out because browsers forget them
 * when a table is laid out as something else.
 * @param {string} caption What it lists, for screen readers.
 * @param {{ label: string, hidden?: boolean }[]} columns
 * @param {Node} [first] In the head of the first column, in the place of its label.
 */
export function table(caption, columns, first) {
  const rows = element("tbody", { role: "rowgroup" });
  const head = columns.map(({ label, hidden }, index) =>
    element(
      "th",
      { role: "columnheader", scope: "col" },
      index === 0 && first ? first : element("span", { class: hidden ? "sr-only" : undefined, text: label }),
    ),
  );
  const whole = element(
    "table",
    { role: "table", class: "rows" },
    element("caption", { class: "sr-only", text: caption }),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...head)),
    rows,
  );
  return { table: whole, rows };
}

/**
 * A row; in a card each cell says by itself which column it is of.
 * @param {{ label: string, hidden?: boolean }[]} columns
 * @param {(Node | string)[]} cells
 * @param {Record<string, any>} [options]
 */
export function row(columns, cells, options = {}) {
  return element(
    "tr",
    { role: "row", ...options },
    ...cells.map((cell, index) =>
      element("td", { role: "cell", "data-label": columns[index].hidden ? undefined : columns[index].label }, cell),
    ),
  );
}
