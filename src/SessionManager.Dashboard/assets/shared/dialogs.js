// @ts-check
import { button, element, isBusy, newId, setBusy } from "./dom.js";
import { text } from "./texts.js";

/**
 * Asks before something that cannot be undone. The focus begins on the way out; Escape and a press beside the dialog
 * take it.
 * @param {{ heading: string, message: string, confirm: string, dangerous?: boolean, act: () => Promise<unknown> }} options
 *   `act` runs while the dialog shows that it is at work; the dialog closes when it is done, whatever came of it.
 * @returns {Promise<boolean>} Whether it was confirmed.
 */
export function ask({ heading, message, confirm, dangerous = false, act }) {
  return open({
    heading,
    content: [element("p", { text: message })],
    confirm,
    look: dangerous ? "danger" : "primary",
    act,
    role: "alertdialog",
  });
}

/**
 * Opens a dialog with a form.
 * @param {{ heading: string, content: Node[], confirm: string, look?: string, role?: string, act: () => Promise<unknown> }} options
 *   `act` may answer `false` to keep the dialog open.
 * @returns {Promise<boolean>} Whether it was confirmed.
 */
export function open({ heading, content, confirm, look = "primary", role = "dialog", act }) {
  const [title, body] = [newId(), newId()];
  const before = document.activeElement;
  const cancel = button(text("cancel"), () => leave());
  const go = element("button", { type: "submit", class: `button ${look}`, text: confirm });
  const form = element(
    "form",
    { class: "dialog-body", method: "dialog", novalidate: true },
    element("h2", { id: title, text: heading }),
    element("div", { id: body, class: "dialog-content" }, ...content),
    element("div", { class: "dialog-actions" }, cancel, go),
  );
  const dialog = element("dialog", { role, "aria-labelledby": title, "aria-describedby": role === "alertdialog" ? body : undefined }, form);
  document.body.append(dialog);

  return new Promise((resolve) => {
    let confirmed = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isBusy(go)) return;
      setBusy(go, true);
      setBusy(cancel, true);
      let stays = false;
      try {
        stays = (await act()) === false;
      } finally {
        setBusy(go, false);
        setBusy(cancel, false);
      }
      if (stays) return;
      confirmed = true;
      dialog.close();
    });
    dialog.addEventListener("cancel", (event) => {
      if (isBusy(go)) event.preventDefault();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) leave();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      // The browser gives the focus back, unless what had it is gone.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(confirmed);
    });
    dialog.showModal();
    const first = form.querySelector("input, select, textarea");
    if (first instanceof HTMLElement) first.focus();
    else cancel.focus();
  });

  function leave() {
    if (!isBusy(go)) dialog.close();
  }
}
