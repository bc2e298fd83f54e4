// @ts-check
import { ApiError } from "../shared/api.js";
import { button, element } from "../shared/dom.js";
import { configuration } from "../shared/page.js";
import { showSignedOut } from "../shared/signed-out.js";
import { text } from "../shared/texts.js";

/**
 * What went wrong, in words; null when the page's own session is over, which is then all that is shown.
 * @param {unknown} error
 */
export function wordsFor(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.kind === "signed_out") {
    showSignedOut();
    return null;
  }
  // 404 for everything: the role is gone. 501: the host's choice, explained by the server for administrators.
  if (error.kind === "not_found") return text("admin.error.not_found");
  if (error.kind === "conflict" || error.kind === "invalid") return error.detail ?? text(`error.${error.kind}`, { detail: "" });
  return error.kind === "unavailable" && error.detail ? error.detail : text(`error.${error.kind}`);
}

/**
 * Says in place what went wrong, with a way to try again.
 * @param {unknown} error
 * @param {() => void} again
 */
export function notice(error, again) {
  const words = wordsFor(error);
  const signIn = error instanceof ApiError && error.kind === "stale" && configuration.sign_in;
  return element(
    "div",
    { class: "notice", role: "alert" },
    element("p", { text: words ?? "" }),
    signIn
      ? element("a", { class: "button", href: signIn, text: text("signed_out.sign_in") })
      : button(text("error.retry"), again),
  );
}
