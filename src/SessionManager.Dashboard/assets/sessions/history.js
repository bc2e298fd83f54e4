// @ts-check
import { ApiError, ask } from "../shared/api.js";
import { button, element, isBusy, isolated, setBusy } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { text } from "../shared/texts.js";
import { exactly, timeElement } from "../shared/times.js";
import { facts, nameOf, pictureOf, placeOf, softwareOf } from "./device.js";
import { alarming, reasonOf } from "./reasons.js";

/** @typedef {import("./types.js").Session} Session */

const PAGE = 20;

/** The sessions that are over: when, by whom and why. */
export class History {
  /** @type {Session[]} */
  sessions = [];

  /** Whether there are no more than are shown. */
  isComplete = false;

  /** @type {string | undefined} */
  #next;
  #turn = 0;
  #list = element("ul", { class: "sessions", role: "list" });
  #body = element("div", { class: "panel" }, element("p", { class: "hint-line muted", text: text("history.loading") }));
  #more = button(text("history.more"), () => this.#loadMore());
  #failed;

  /** @param {(error: ApiError) => void} failed For what is not this list's matter. */
  constructor(failed) {
    this.#failed = failed;
    this.section = element(
      "section",
      { "aria-labelledby": "history-heading", "data-part": "history" },
      element("header", { class: "section-head" }, element("h2", { id: "history-heading", text: text("history.heading") })),
      this.#body,
    );
  }

  /** Shows the latest again. */
  async load() {
    const turn = ++this.#turn;
    try {
      const page = await this.#ask();
      // A later question has been asked since, and its answer counts.
      if (turn !== this.#turn) return;
      this.sessions = page.sessions;
      this.#take(page);
      this.#list.replaceChildren(...page.sessions.map(line));
      this.#show();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === "signed_out") return this.#failed(error);
      if (turn === this.#turn && this.sessions.length === 0) this.#showError(error);
    }
  }

  /** @param {string} [cursor] @returns {Promise<import("./types.js").SessionPage>} */
  #ask(cursor) {
    return ask("", { query: { status: "ended", limit: PAGE, cursor } });
  }

  /** @param {import("./types.js").SessionPage} page */
  #take(page) {
    this.#next = page.next_cursor;
    this.isComplete = page.next_cursor === undefined;
    this.#more.hidden = this.isComplete;
  }

  #show() {
    this.#body.replaceChildren(
      ...(this.sessions.length === 0 && this.isComplete
        ? [element("div", { class: "blank" }, icon("history", "icon large muted"), element("p", { class: "muted", text: text("history.empty") }))]
        : [this.#list, element("div", { class: "more" }, this.#more)]),
    );
  }

  async #loadMore() {
    if (isBusy(this.#more)) return;
    setBusy(this.#more, true);
    try {
      const turn = this.#turn;
      const page = await this.#ask(this.#next);
      // Shown anew from the start meanwhile: these lines would not follow on.
      if (turn !== this.#turn) return;
      this.sessions = [...this.sessions, ...page.sessions];
      this.#take(page);
      const lines = page.sessions.map(line);
      this.#list.append(...lines);
      // The button may be gone: whoever reads by keyboard goes on where the new lines begin.
      if (this.#more.hidden && lines[0]) {
        lines[0].tabIndex = -1;
        lines[0].focus();
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#failed(error);
    } finally {
      setBusy(this.#more, false);
    }
  }

  /** @param {ApiError} error */
  #showError(error) {
    this.#body.replaceChildren(
      element(
        "div",
        { class: "notice", role: "alert" },
        element("p", { text: text(`error.${error.kind}`) }),
        button(text("error.retry"), () => this.load()),
      ),
    );
  }
}

/** @param {Session} session */
function line(session) {
  const isAlarming = alarming.includes(session.ended?.reason ?? "");
  return element(
    "li",
    { class: "session over", "data-id": session.id },
    pictureOf(session),
    element(
      "div",
      { class: "about" },
      element("div", { class: "name" }, element("h3", {}, isolated(nameOf(session)))),
      element(
        "p",
        { class: isAlarming ? "reason alarming" : "reason" },
        reasonOf(session),
        " · ",
        timeElement(session.ended?.at ?? session.expires_at),
      ),
      facts(softwareOf(session), placeOf(session), session.ip_address ?? "", text("since", { time: exactly(session.created_at) })),
    ),
  );
}
