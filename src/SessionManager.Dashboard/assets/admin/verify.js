// @ts-check
import { element, isolated } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { run } from "./stream.js";
import { work } from "./work.js";
import { word } from "./words.js";

/** Has the server walk the chains of the trail, and shows what it found. */
export function verify() {
  return work({
    heading: text("admin.verify.heading"),
    content: [element("p", { text: text("admin.verify.text") })],
    confirm: text("admin.verify.confirm"),
    look: "primary",
    work: async (signal, tell) => {
      const last = await run("/audit/verify", {}, signal, (line) => tell(0, 0, text("admin.verify.checked", { count: line.checked })));
      return [
        element("p", {}, element("strong", { text: word("outcome", last.outcome) })),
        element("p", { class: "muted", text: text("admin.verify.checked", { count: last.checked }) }),
        chains(last.chains ?? []),
      ];
    },
  });
}

/** @param {{ node: string, entries: number, break?: string, sequence?: number }[]} found */
function chains(found) {
  return element(
    "ul",
    { class: "checks chains" },
    ...found.map((chain) =>
      element(
        "li",
        {},
        element("span", { class: `chip ${chain.break ? "bad" : "good"}`, text: chain.break ? word("break", chain.break) : text("admin.verify.intact") }),
        element(
          "div",
          { class: "two" },
          element("strong", {}, isolated(chain.node)),
          element("span", {
            class: "muted",
            text: chain.break && chain.sequence !== undefined ? text("admin.verify.at", { sequence: String(chain.sequence) }) : text("admin.verify.entries", { count: chain.entries }),
          }),
        ),
      ),
    ),
  );
}
