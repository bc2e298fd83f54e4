// @ts-check
import { configuration } from "../shared/page.js";
import { showSignedOut } from "../shared/signed-out.js";
import { text } from "../shared/texts.js";
import { fail } from "../shared/toasts.js";

/**
 * Says that something failed, and why. When the page's own session is over, that is all there is to say.
 * @param {import("../shared/api.js").ApiError} error
 */
export function problem(error) {
  if (error.kind === "signed_out") return showSignedOut();
  const signIn = error.kind === "stale" && configuration.sign_in;
  fail(
    text(`error.${error.kind}`, { detail: error.detail ?? "" }),
    signIn ? { label: text("signed_out.sign_in"), address: signIn } : undefined,
  );
}
