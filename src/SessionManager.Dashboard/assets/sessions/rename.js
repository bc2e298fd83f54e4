// @ts-check
import { ApiError, ask } from "../shared/api.js";
import { open } from "../shared/dialogs.js";
import { element, newId } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { nameOf, ownNameOf } from "./device.js";

/** @typedef {import("./types.js").Session} Session */

const LONGEST = 60;

/**
 * Asks for a name of the device and saves it.
 * @param {Session} session
 * @returns {Promise<{ renamed?: Session, failed?: ApiError }>} What came of it; `failed` with what the dialog could not
 *   help with, and nothing when it was called off.
 */
export async function rename(session) {
  /** @type {{ renamed?: Session, failed?: ApiError }} */
  const outcome = {};
  const [id, hint, wrong] = [newId(), newId(), newId()];
  const input = element("input", {
    id,
    type: "text",
    maxlength: LONGEST,
    autocomplete: "off",
    dir: "auto",
    value: session.label ?? "",
    placeholder: ownNameOf(session),
    "aria-describedby": `${hint} ${wrong}`,
  });
  const message = element("p", { id: wrong, class: "wrong", role: "alert" });
  input.addEventListener("input", () => {
    input.removeAttribute("aria-invalid");
    message.textContent = "";
  });
  await open({
    heading: text("rename.heading"),
    confirm: text("rename.save"),
    content: [
      element(
        "div",
        { class: "field" },
        element("label", { for: id, text: text("rename.label", { name: nameOf(session) }) }),
        input,
        element("p", { id: hint, class: "hint", text: text("rename.hint") }),
        message,
      ),
    ],
    act: async () => {
      try {
        outcome.renamed = await ask(`/${session.id}`, { method: "PATCH", body: { label: input.value } });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.kind !== "invalid") {
          outcome.failed = error;
          return;
        }
        message.textContent = text("error.invalid", { detail: error.detail ?? "" });
        input.setAttribute("aria-invalid", "true");
        input.focus();
        return false;
      }
    },
  });
  return outcome;
}
