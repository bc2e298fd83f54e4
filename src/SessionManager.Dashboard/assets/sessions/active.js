// @ts-check
import { ApiError, ask } from "../shared/api.js";
import * as dialogs from "../shared/dialogs.js";
import { button, element, isBusy, setBusy } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { text } from "../shared/texts.js";
import { succeed } from "../shared/toasts.js";
import { nameOf } from "./device.js";
import { problem } from "./problems.js";
import { rename } from "./rename.js";
import { row } from "./row.js";
import { unusual } from "./unusual.js";

/** @typedef {import("./types.js").Session} Session */

const PAGE = 50;

/** The live sessions, and what can be done with them. */
export class ActiveSessions {
  /** @type {Session[]} */
  #sessions = [];
  /** @type {string | undefined} */
  #next;
  #isLoaded = false;
  #loadedAt = 0;
  /** @type {AbortController | undefined} */
  #running;
  #history;

  #heading = element("h2", { id: "active-heading", tabindex: "-1", text: text("active.heading") });
  #list = element("ul", { class: "sessions", role: "list" });
  #body = element("div", { class: "panel", "data-part": "list" });
  #notice = element("div");
  #status = element("p", { class: "sr-only", role: "status" });
  #refresh = button(text("refresh"), () => this.load(), { class: "button", "data-act": "refresh" }, icon("refresh"), element("span", { text: text("refresh") }));
  #others = button(text("end_others.button"), () => this.#endOthers(), { class: "button danger-text", disabled: true, "data-act": "end-others" });
  #more = button(text("active.more"), () => this.#loadMore(), { hidden: true });

  /** @param {import("./history.js").History | null} history */
  constructor(history) {
    this.#history = history;
    this.section = element(
      "section",
      { "aria-labelledby": "active-heading", "data-part": "active" },
      element("p", { class: "lead muted", text: text("active.lead") }),
      element("header", { class: "section-head" }, this.#heading, this.#others),
      this.#notice,
      this.#body,
      this.#status,
    );
  }

  /** How long ago what is shown was loaded, in milliseconds. */
  get age() {
    return Date.now() - this.#loadedAt;
  }

  /** @param {HTMLElement} head */
  placeRefresh(head) {
    head.append(this.#refresh);
  }

  /**
   * Loads what there is now. What is shown stays until then, and when it fails.
   * @param {{ quiet?: boolean }} [how] Quietly: says nothing but what changed.
   */
  async load({ quiet = false } = {}) {
    if (isBusy(this.#refresh)) return;
    setBusy(this.#refresh, true);
    this.#body.setAttribute("aria-busy", "true");
    if (!this.#isLoaded) this.#showLoading();
    if (!quiet) this.#status.textContent = text("active.loading");
    this.#running = new AbortController();
    const { signal } = this.#running;
    try {
      const [found] = await Promise.all([this.#ask(undefined, signal), this.#history?.load()]);
      this.#sessions = found.sessions;
      this.#next = found.next_cursor;
      this.#isLoaded = true;
      this.#loadedAt = Date.now();
      this.#notice.replaceChildren();
      this.#show();
      if (!quiet) this.#status.textContent = text("active.count", { count: this.#sessions.length });
    } catch (error) {
      if (signal.aborted) return void (this.#status.textContent = "");
      if (!(error instanceof ApiError)) throw error;
      this.#status.textContent = "";
      if (error.kind === "signed_out") problem(error);
      else if (this.#isLoaded) this.#notice.replaceChildren(this.#error(error));
      else this.#body.replaceChildren(this.#error(error));
    } finally {
      setBusy(this.#refresh, false);
      this.#body.removeAttribute("aria-busy");
    }
  }

  /** @param {string} [cursor] @param {AbortSignal} [signal] @returns {Promise<import("./types.js").SessionPage>} */
  #ask(cursor, signal) {
    return ask("", { query: { limit: PAGE, cursor }, signal });
  }

  #showLoading() {
    const bone = () => element("div", { class: "skeleton" }, element("span"), element("span"), element("span"));
    this.#body.replaceChildren(element("div", { "aria-hidden": "true", "data-state": "loading" }, bone(), bone(), bone()));
  }

  /** @param {ApiError} error */
  #error(error) {
    return element(
      "div",
      { class: "notice", role: "alert", "data-state": "error" },
      icon("alert"),
      element("p", { text: text(`error.${error.kind}`, { detail: error.detail ?? "" }) }),
      button(text("error.retry"), async () => {
        await this.load();
        this.#heading.focus();
      }),
    );
  }

  #show() {
    const focused = document.activeElement;
    const place =
      focused instanceof HTMLElement && this.#list.contains(focused)
        ? { id: focused.closest("li")?.dataset.id, act: focused.dataset.act }
        : null;
    const sessions = [...this.#sessions].sort((a, b) => Number(b.is_current) - Number(a.is_current));
    this.#list.replaceChildren(...sessions.map((session) => this.#row(session)));
    this.#more.hidden = this.#next === undefined;
    this.#others.disabled = !this.#hasOthers;
    this.#body.replaceChildren(...(sessions.length === 0 ? [this.#blank()] : [this.#list, this.#foot()]));
    if (place) this.#focus(place.id, place.act);
  }

  get #hasOthers() {
    return this.#next !== undefined || this.#sessions.some((session) => !session.is_current);
  }

  /** @param {Session} session */
  #row(session) {
    const past = this.#history?.sessions ?? [];
    const others = [...this.#sessions.filter((other) => other !== session), ...past];
    const isComplete = this.#next === undefined && (this.#history?.isComplete ?? false);
    return row(session, unusual(session, others, isComplete), {
      end: (ended, pressed) => this.#end(ended, pressed),
      rename: (renamed) => this.#rename(renamed),
    });
  }

  #blank() {
    return element("div", { class: "blank" }, icon("computer", "icon large muted"), element("p", { class: "muted", text: text("active.empty") }));
  }

  #foot() {
    return this.#hasOthers
      ? element("div", { class: "more" }, this.#more)
      : element("p", { class: "hint-line muted", text: text("active.alone") });
  }

  /** @param {Session} session @param {HTMLElement} pressed */
  async #end(session, pressed) {
    if (isBusy(pressed)) return;
    setBusy(pressed, true);
    try {
      await ask(`/${session.id}`, { method: "DELETE" });
      this.#remove(session);
      succeed(text("end.done", { name: nameOf(session) }));
      await this.#history?.load();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setBusy(pressed, false);
      problem(error);
      if (error.kind === "not_found") await this.load({ quiet: true });
    }
  }

  /** Takes a session off the list, and the focus with it to the one that takes its place. @param {Session} session */
  #remove(session) {
    // An answer that is under way may still have it.
    this.#running?.abort();
    const node = this.#list.querySelector(`[data-id="${CSS.escape(session.id)}"]`);
    const hadFocus = node?.contains(document.activeElement) ?? false;
    const next = node?.nextElementSibling ?? node?.previousElementSibling;
    const id = next instanceof HTMLElement ? next.dataset.id : undefined;
    this.#sessions = this.#sessions.filter((other) => other.id !== session.id);
    this.#show();
    if (hadFocus) this.#focus(id, "end");
  }

  /** @param {string | undefined} id @param {string | undefined} act */
  #focus(id, act) {
    const node = id ? this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
    const target = node?.querySelector(`[data-act="${act}"]`) ?? node?.querySelector("[data-act]") ?? this.#heading;
    if (target instanceof HTMLElement) target.focus();
  }

  async #endOthers() {
    const count = this.#sessions.filter((session) => !session.is_current).length;
    /** @type {number | undefined} */
    let ended;
    /** @type {ApiError | undefined} */
    let failed;
    await dialogs.ask({
      heading: text("end_others.heading"),
      message: this.#next === undefined ? text("end_others.question", { count }) : text("end_others.question_all"),
      confirm: text("end_others.confirm"),
      dangerous: true,
      act: async () => {
        try {
          ended = (await ask("", { method: "DELETE" })).count;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          failed = error;
        }
      },
    });
    // What lies beneath an open dialog is silent to a screen reader: all is said once it is closed.
    if (failed) problem(failed);
    if (ended === undefined) return;
    this.#running?.abort();
    this.#sessions = this.#sessions.filter((session) => session.is_current);
    this.#next = undefined;
    this.#show();
    this.#heading.focus();
    succeed(text("end_others.done", { count: ended }));
    await this.#history?.load();
  }

  /** @param {Session} session */
  async #rename(session) {
    const { renamed, failed } = await rename(session);
    if (failed) problem(failed);
    if (!renamed) return;
    this.#sessions = this.#sessions.map((other) => (other.id === renamed.id ? renamed : other));
    this.#show();
    this.#focus(renamed.id, "rename");
    succeed(text("rename.done"));
  }

  async #loadMore() {
    if (isBusy(this.#more)) return;
    setBusy(this.#more, true);
    try {
      const found = await this.#ask(this.#next);
      const known = new Set(this.#sessions.map((session) => session.id));
      const fresh = found.sessions.filter((session) => !known.has(session.id));
      this.#sessions = [...this.#sessions, ...fresh];
      this.#next = found.next_cursor;
      this.#show();
      this.#focus(fresh[0]?.id, "end");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem(error);
    } finally {
      setBusy(this.#more, false);
    }
  }
}
