// @ts-check
import { configuration, page } from "../shared/page.js";
import { ActiveSessions } from "./active.js";
import { History } from "./history.js";
import { problem } from "./problems.js";

const STALE = 30_000;

const history = configuration.show_history ? new History(problem) : null;
const active = new ActiveSessions(history);

page.append(active.section);
if (history) page.append(history.section);
active.placeRefresh(/** @type {HTMLElement} */ (page.querySelector(".page-head")));
await active.load();

// Back at a page that was left for a while: what it shows may have changed, and the session may be over.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && active.age > STALE) active.load({ quiet: true });
});
