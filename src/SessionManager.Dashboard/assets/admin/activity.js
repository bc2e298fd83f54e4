// @ts-check
import { element } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { exactly } from "../shared/times.js";
import { countsTable, hoursChart } from "./charts.js";
import { word } from "./words.js";

/** Plots of the last day. */
export function activityView() {
  const body = element("div", { class: "plots" });
  const section = element(
    "section",
    { class: "view", "aria-labelledby": "view-heading" },
    element("div", { class: "section-head" }, element("h2", { id: "view-heading", tabindex: "-1", text: text("admin.view.activity") })),
    body,
  );
  let last = "";

  return {
    section,
    /** @param {import("./types.js").Overview} overview */
    update({ activity }) {
      // Only what has changed is drawn anew: a table that somebody reads must not fall shut.
      const now = JSON.stringify(activity ?? null);
      if (now === last) return;
      last = now;
      if (!activity) {
        body.replaceChildren(element("p", { class: "panel padded", text: text("admin.activity.off") }));
        return;
      }
      const isOpen = body.querySelector("details")?.open ?? false;
      body.replaceChildren(
        element("p", { class: "muted whole", text: text(`admin.activity.source_${activity.source}`, { since: exactly(activity.complete_since) }) }),
        panel("admin.activity.hours", hoursChart(activity.hours), "whole"),
        panel(
          "admin.activity.devices",
          countsTable(
            text("admin.activity.devices"),
            Object.entries(activity.devices).map(([name, count]) => [word("device", name), count]),
          ),
        ),
        panel(
          "admin.activity.reasons",
          countsTable(
            text("admin.activity.reasons"),
            Object.entries(activity.reasons).map(([name, count]) => [word("reason", name), count]),
          ),
        ),
      );
      const details = body.querySelector("details");
      if (details) details.open = isOpen;
    },
  };
}

/**
 * @param {string} heading
 * @param {Node} content
 * @param {string} [look]
 */
const panel = (heading, content, look = "") =>
  element("div", { class: `panel padded ${look}` }, element("h3", { text: text(heading) }), content);
