// @ts-check
import { button, element, newId } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { wordsFor } from "./problems.js";

/**
 * Asks, does work that takes a while, and shows how far it is, all in one dialog. Stopping leaves done what is done.
 * @param {object} options
 * @param {string} options.heading
 * @param {Node[]} options.content What is asked.
 * @param {string} options.confirm
 * @param {string} [options.word] What must be typed first.
 * @param {string} [options.look] The look of the button that begins. Default `danger`.
 * @param {(signal: AbortSignal, tell: (done: number, total: number, words: string) => void) => Promise<Node[]>} options.work
 *   Answers with what came of it.
 * @returns {Promise<boolean>} Whether the work was begun.
 */
export function work({ heading, content, confirm, word, look = "danger", work: begin }) {
  const [title, body] = [newId(), newId()];
  const before = document.activeElement;
  const running = new AbortController();
  const leave = button(text("cancel"), () => dialog.close());
  const go = element("button", { type: "submit", class: `button ${look}`, text: confirm, disabled: word !== undefined });
  const actions = element("div", { class: "dialog-actions" }, leave, go);
  const inside = element("div", { id: body, class: "dialog-content" }, ...content);
  if (word !== undefined) inside.append(wordField(word, (isRight) => (go.disabled = !isRight)));
  const form = element("form", { class: "dialog-body", method: "dialog", novalidate: true }, element("h2", { id: title, text: heading }), inside, actions);
  const dialog = element("dialog", { role: "alertdialog", class: "work", "aria-labelledby": title, "aria-describedby": body }, form);
  let isBegun = false;
  let isRunning = false;

  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!isBegun && !go.disabled) void start();
    });
    // Escape stops the work like the button does; what came of it stays to be read.
    dialog.addEventListener("cancel", (event) => {
      if (!isRunning) return;
      event.preventDefault();
      running.abort();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(isBegun);
    });
    document.body.append(dialog);
    dialog.showModal();
    (form.querySelector("input") ?? leave).focus();
  });

  async function start() {
    isBegun = isRunning = true;
    const bar = element("progress", { class: "progress", "aria-label": heading });
    const said = element("p", { class: "muted", role: "status", text: text("admin.work.starting") });
    const stop = button(text("admin.work.stop"), () => running.abort());
    inside.replaceChildren(bar, said);
    actions.replaceChildren(stop);
    stop.focus();
    let told = 0;
    const tell = (/** @type {number} */ done, /** @type {number} */ total, /** @type {string} */ words) => {
      if (total > 0) {
        bar.max = Math.max(total, done);
        bar.value = done;
      }
      // A screen reader that is told ten times a second says nothing at all.
      if (Date.now() - told > 1000) {
        told = Date.now();
        said.textContent = words;
      }
    };
    let result;
    try {
      result = await begin(running.signal, tell);
    } catch (error) {
      const words = running.signal.aborted ? text("admin.work.stopped") : wordsFor(error);
      if (words === null) return;
      result = [element("p", { text: words }), ...(said.textContent && running.signal.aborted ? [element("p", { class: "muted", text: said.textContent })] : [])];
    }
    isRunning = false;
    inside.replaceChildren(element("div", { role: "status", class: "dialog-content" }, ...result));
    const close = button(text("admin.work.close"), () => dialog.close(), { class: "button primary" });
    actions.replaceChildren(close);
    close.focus();
  }
}

/**
 * @param {string} word
 * @param {(isRight: boolean) => void} changed
 */
function wordField(word, changed) {
  const id = newId();
  const input = element("input", { id, type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", dir: "ltr" });
  input.addEventListener("input", () => changed(input.value.trim() === word));
  return element("div", { class: "field" }, element("label", { for: id, text: text("admin.work.type_word", { word }) }), input);
}
