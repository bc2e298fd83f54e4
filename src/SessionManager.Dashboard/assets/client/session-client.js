// @ts-check
/**
 * Keeps a browser's session alive while somebody is there, and tells the page when it ends.
 *
 * It works with the session's HttpOnly cookie: no token ever reaches it, and it stores nothing.
 *
 *     import { SessionClient } from "/session-client.js";
 *     const client = new SessionClient({ api: "/sessions" });
 *     client.addEventListener("warning", event => showDialog(event.detail.expiresAt, () => client.stay()));
 *     client.addEventListener("signedout", () => location.assign("/login"));
 *     await client.start();
 *
 * Or with no script of your own: `<script type="module" src="/session-client.js" data-session-api="/sessions"
 * data-signed-out-url="/login"></script>`; the events are then raised on `document` with `session-` before their name.
 *
 * @module
 */

/**
 * @typedef {object} Session The session as `GET {api}/validate` tells it.
 * @property {string} id
 * @property {string} user_id
 * @property {string} [user_name]
 * @property {string[]} roles
 * @property {string} expires_at When it ends as things stand.
 * @property {string} refresh_at From when on it should be renewed.
 * @property {string} absolute_expires_at The end that nothing moves.
 */

/**
 * @typedef {object} SessionClientOptions
 * @property {string} [api] Where `app.MapSessions()` stands. Default `/sessions`.
 * @property {number} [checkInterval] How often the server is asked, in milliseconds: 1 s to 1 day. Default 5 minutes.
 * @property {number} [heartbeatInterval] How often use is reported at most while somebody is active. Default 1 minute.
 * @property {number} [warnBefore] How long before the end of an unused session `warning` is raised; 0 for never. Default 2 minutes.
 * @property {number} [requestTimeout] After how long a request counts as failed. Default 10 s.
 * @property {number} [accessTokenLifetime] How long the access tokens of a host with `UseJwtBackend` are good, in
 *   milliseconds: they are renewed ahead while somebody is active, and a refusal may only mean that one ran out.
 *   Default 0: the host has none.
 * @property {RequestCredentials} [credentials] `include` when the API is on another origin. Default `same-origin`.
 */

/** @typedef {"refused" | "expired" | "user" | "elsewhere"} SignedOutReason */

/** @typedef {{ kind: "ok", session: Session } | { kind: "refused" } | { kind: "failed", status: number }} Answer */

const minute = 60_000;
const longestTimer = 24 * 60 * minute;
const activity = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/**
 * Watches one session. Events (all `CustomEvent`):
 * - `session` — `{ session }`: it was restored, renewed or moved, here or in another tab.
 * - `warning` — `{ session, expiresAt, secondsLeft, canStay }`: it ends soon because nobody is active, or, when
 *   `canStay` is false, because its time is up whatever one does.
 * - `resumed` — `{ session }`: the warning no longer holds.
 * - `changed` — `{ session, previous }`: another session is in the cookie now, perhaps another user's: reload the page.
 * - `signedout` — `{ reason, session }`: it is over.
 * - `unreachable` — `{ status }`: the server could not be asked (status 0: no network); it is tried again.
 */
export class SessionClient extends EventTarget {
  /** @type {Required<SessionClientOptions>} */ #options;
  /** @type {Session | null} */ #session = null;
  /** @type {"new" | "watching" | "signed-out" | "stopped"} */ #state = "new";
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {AbortController} */ #running = new AbortController();
  /** @type {BroadcastChannel | null} */ #channel = null;
  #name;
  #tab = Math.random().toString(36).slice(2);
  /** How far the server's clock is ahead of this one, in milliseconds. */
  #ahead = 0;
  #checkedAt = 0;
  #reportedAt = 0;
  #renewedAt = 0;
  #activeAt = 0;
  #claimedAt = 0;
  #working = false;
  #failures = 0;
  #warned = false;
  #stale = false;
  /** Whether somebody was active since the server last heard of it. */
  #used = false;
  /** @type {Promise<void> | null} */ #busy = null;

  /** @param {SessionClientOptions} [options] */
  constructor(options = {}) {
    super();
    this.#options = {
      api: (options.api ?? "/sessions").replace(/\/+$/, ""),
      checkInterval: within("checkInterval", options.checkInterval ?? 5 * minute, 1000),
      heartbeatInterval: within("heartbeatInterval", options.heartbeatInterval ?? minute, 1000),
      warnBefore: within("warnBefore", options.warnBefore ?? 2 * minute, 0),
      requestTimeout: within("requestTimeout", options.requestTimeout ?? 10_000, 100),
      accessTokenLifetime: within("accessTokenLifetime", options.accessTokenLifetime ?? 0, 0),
      credentials: options.credentials ?? "same-origin",
    };
    this.#name = `session-client:${new URL(this.#options.api, document.baseURI).href}`;
  }

  /** The session as last heard; null when there is none. */
  get session() {
    return this.#session;
  }

  /** Whether a session is being watched. */
  get isSignedIn() {
    return this.#state === "watching" && this.#session !== null;
  }

  /**
   * Restores the session of the cookie and begins to watch it. Call it once a page; calling it again is the same start.
   * @returns {Promise<Session | null>} The session; null when there is none, or when the server cannot be reached (then
   *   `unreachable` is raised and it is tried again).
   */
  async start() {
    if (this.#state === "watching") return this.#session;
    this.#running = new AbortController();
    this.#state = "watching";
    this.#reportedAt = Date.now();
    this.#failures = 0;
    this.#used = false;
    this.#listen();
    await this.#check(true);
    return this.#session;
  }

  /** Stops watching: no timer, listener, channel or request is left. The session itself lives on. */
  stop() {
    this.#end("stopped");
  }

  /**
   * "Stay signed in": reports use at once, and so moves the end.
   * @returns {Promise<boolean>} Whether the session goes on.
   */
  async stay() {
    if (!this.isSignedIn) return false;
    this.#use();
    const before = this.#reportedAt;
    await this.#report();
    return this.isSignedIn && this.#reportedAt > before;
  }

  /**
   * Gives the session a new token now.
   * @returns {Promise<boolean>} Whether it was renewed, here or in another tab.
   */
  async renew() {
    if (this.#state !== "watching") return false;
    this.#use();
    const before = this.#renewedAt;
    await this.#alone(() => this.#renew(), asked => this.#renewedAt >= asked);
    this.#schedule();
    return this.isSignedIn && this.#renewedAt > before;
  }

  /** Asks the server now. It does not count as use. */
  async check() {
    if (this.#state === "watching") await this.#check(true);
  }

  /**
   * Ends the session, here and in all tabs.
   * @throws {Error} When the server could not be reached: the session is not over then.
   */
  async signOut() {
    const session = this.#session;
    if (this.#state !== "watching" || session === null) return;
    const end = () => this.#send("DELETE", encodeURIComponent(session.id));
    let response = await end();
    if (response?.status === 401 && this.#hasAccessTokens && this.isSignedIn) {
      // Perhaps only its access token is over: then the session is not, and has to be renewed to be ended.
      const before = this.#renewedAt;
      await this.renew();
      if (!this.isSignedIn) return;
      response = this.#renewedAt > before ? await end() : null;
    }
    if (response === null || !(response.ok || response.status === 401 || response.status === 404)) {
      throw new Error("The session could not be ended. Try again.");
    }
    this.#signedOut("user", true);
  }

  #listen() {
    const signal = this.#running.signal;
    for (const name of activity) {
      window.addEventListener(name, () => this.#active(), { signal, passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#wake(true), { signal });
    window.addEventListener("online", () => this.#wake(false), { signal });
    // A page that comes back from the browser's memory has missed what was said meanwhile.
    window.addEventListener("pageshow", event => event.persisted && this.#wake(true), { signal });
    if ("BroadcastChannel" in window) {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = event => this.#hear(event.data);
    }
  }

  #active() {
    const rested = Date.now() - this.#activeAt >= 1000;
    const first = !this.#used;
    this.#use();
    if (this.#failures > 0 || !rested || this.#busy !== null) return;
    if (this.#warned || this.#stale || Date.now() - this.#reportedAt >= this.#options.heartbeatInterval) void this.#report();
    else if (first) this.#schedule();
  }

  #use() {
    this.#activeAt = Date.now();
    this.#used = true;
  }

  /** Timers sleep while a tab does; what is due is done when it wakes. @param {boolean} user */
  #wake(user) {
    if (user) this.#active();
    const asleep = Date.now() - this.#checkedAt;
    if (this.#failures > 0 || asleep >= Math.min(this.#options.checkInterval, minute)) void this.#check(true);
    else this.#schedule();
  }

  get #hasAccessTokens() {
    return this.#options.accessTokenLifetime > 0;
  }

  get #now() {
    return Date.now() + this.#ahead;
  }

  /** @param {boolean} urgent Whether to ask although another tab may have asked a moment ago. */
  async #check(urgent) {
    await this.#alone(async () => {
      const isFirst = this.#session === null;
      const answer = await this.#ask("GET", "validate");
      if (answer.kind === "ok") {
        this.#stale = false;
        this.#accept(answer.session, true);
        if ((this.#used || isFirst) && this.#now >= Date.parse(answer.session.refresh_at)) await this.#renew();
      } else if (answer.kind === "refused" && this.#hasAccessTokens && this.#mayRenew()) {
        await this.#renew();
      } else if (answer.kind === "refused" && this.#hasAccessTokens && this.#session !== null) {
        // An access token has run out while nobody was there: renewing would count as use, so it waits for somebody.
        this.#stale = true;
        this.#checkedAt = Date.now();
      } else {
        this.#judge(answer);
      }
    }, asked => this.#checkedAt >= asked || (!urgent && Date.now() - this.#checkedAt < this.#options.checkInterval / 2), !urgent);
    this.#schedule();
  }

  #mayRenew() {
    return this.#session === null || this.#used || this.#now >= Date.parse(this.#session.expires_at);
  }

  /** Reports use; renews instead where that is due, since it is use as well. */
  async #report() {
    await this.#alone(async () => {
      const session = this.#session;
      if (session === null) return;
      const lifetime = this.#options.accessTokenLifetime;
      const runsOut = this.#hasAccessTokens && Date.now() - this.#renewedAt >= lifetime - Math.min(lifetime / 4, 2 * minute);
      if (this.#stale || runsOut || this.#now >= Date.parse(session.refresh_at)) {
        await this.#renew();
        return;
      }
      const at = Date.now();
      const answer = await this.#ask("POST", `${encodeURIComponent(session.id)}/activity`);
      if (answer.kind === "ok") {
        this.#heard(at);
        this.#accept(answer.session, true, "report");
      } else if (answer.kind === "refused" && this.#hasAccessTokens) {
        await this.#renew();
      } else if (answer.kind === "failed" && answer.status === 404) {
        // The cookie is of another session by now.
        const other = await this.#ask("GET", "validate");
        if (other.kind === "ok") this.#accept(other.session, true);
        else this.#judge(other);
      } else {
        this.#judge(answer);
      }
    }, asked => this.#reportedAt >= asked);
    this.#schedule();
  }

  async #renew() {
    const at = Date.now();
    const response = await this.#send("POST", "refresh");
    if (response?.ok) {
      const answer = await this.#ask("GET", "validate");
      if (answer.kind === "ok") {
        this.#heard(at);
        this.#stale = false;
        this.#accept(answer.session, true, "renew");
        return;
      }
      this.#judge(answer);
      return;
    }
    this.#judge(response?.status === 401 ? { kind: "refused" } : { kind: "failed", status: response?.status ?? 0 });
  }

  /** @param {number} at When the server heard of use. */
  #heard(at) {
    if (this.#activeAt <= at) this.#used = false;
  }

  /** What an answer means that is no session. @param {Answer} answer */
  #judge(answer) {
    if (this.#state !== "watching") return;
    if (answer.kind === "refused") {
      const over = this.#session !== null && this.#now >= Date.parse(this.#session.expires_at);
      this.#signedOut(over ? "expired" : "refused", true);
    } else if (answer.kind === "failed") {
      this.#failures++;
      this.#raise("unreachable", { status: answer.status });
    }
  }

  /**
   * @param {Session} session
   * @param {boolean} tell Whether the other tabs are to know.
   * @param {"none" | "report" | "renew"} [use] What it came by.
   */
  #accept(session, tell, use = "none") {
    if (this.#state !== "watching") return;
    this.#failures = 0;
    this.#checkedAt = Date.now();
    if (use !== "none") this.#reportedAt = this.#checkedAt;
    if (use === "renew") this.#renewedAt = this.#checkedAt;
    const previous = this.#session;
    this.#session = session;
    if (tell) this.#tell({ type: "session", session, ahead: this.#ahead, use });
    if (previous !== null && previous.id !== session.id) {
      this.#warned = false;
      this.#raise("changed", { session, previous });
    } else {
      this.#raise("session", { session });
    }
    if (this.#warned && !this.#endsSoon(session)) {
      this.#warned = false;
      this.#raise("resumed", { session });
    }
  }

  /** @param {Session} session */
  #endsSoon(session) {
    return this.#options.warnBefore > 0 && this.#now >= Date.parse(session.expires_at) - this.#options.warnBefore;
  }

  /** @param {SignedOutReason} reason @param {boolean} tell */
  #signedOut(reason, tell) {
    const session = this.#session;
    if (tell && session !== null) this.#tell({ type: "signedout", id: session.id });
    this.#end("signed-out");
    this.#session = null;
    if (session !== null) this.#raise("signedout", { reason, session });
  }

  /** @param {"signed-out" | "stopped"} state */
  #end(state) {
    clearTimeout(this.#timer);
    this.#state = state;
    this.#warned = this.#stale = false;
    this.#running.abort();
    this.#channel?.close();
    this.#channel = null;
  }

  /** One timer, set to what comes next. */
  #schedule() {
    clearTimeout(this.#timer);
    if (this.#state !== "watching") return;
    this.#timer = setTimeout(() => void this.#due(), Math.min(this.#wait(), longestTimer));
  }

  #wait() {
    const { checkInterval, heartbeatInterval, warnBefore } = this.#options;
    if (this.#failures > 0) {
      // Twice as long each time, and never all clients at once: a server that comes back is not run over.
      const pause = Math.min(2000 * 2 ** Math.min(this.#failures - 1, 20), checkInterval);
      return pause / 2 + Math.random() * (pause / 2);
    }
    const session = this.#session;
    if (session === null) return checkInterval;
    const now = this.#now;
    const waits = [this.#checkedAt + checkInterval - Date.now()];
    const end = Date.parse(session.expires_at);
    if (warnBefore > 0 && !this.#warned) waits.push(end - warnBefore - now);
    waits.push(end + 1000 - now);
    if (this.#used) waits.push(this.#reportedAt + heartbeatInterval - Date.now());
    return Math.max(Math.min(...waits), 250);
  }

  async #due() {
    const session = this.#session;
    if (this.#state !== "watching") return;
    const { heartbeatInterval } = this.#options;
    if (this.#used && Date.now() - this.#reportedAt >= heartbeatInterval && this.#failures === 0) {
      await this.#report();
      return;
    }
    const soon = session !== null && this.#endsSoon(session);
    // Another page of the host may have moved the end: the server is asked before anybody is warned.
    await this.#check(soon);
    if (this.#session !== null && this.isSignedIn && this.#endsSoon(this.#session)) this.#warn(this.#session);
  }

  /** @param {Session} session */
  #warn(session) {
    if (this.#warned) return;
    this.#warned = true;
    const expiresAt = new Date(Date.parse(session.expires_at) - this.#ahead);
    this.#raise("warning", {
      session,
      expiresAt,
      secondsLeft: Math.max(0, Math.round((expiresAt.getTime() - Date.now()) / 1000)),
      canStay: Date.parse(session.expires_at) < Date.parse(session.absolute_expires_at),
    });
    this.#schedule();
  }

  /**
   * Does work that one tab is enough for: who waited for another tab and finds it done does nothing.
   * @param {() => Promise<void>} work
   * @param {(asked: number) => boolean} isDone Whether it was done since this moment.
   * @param {boolean} [listens] Whether to wait for what other tabs may be saying at this very moment.
   */
  async #alone(work, isDone, listens = false) {
    while (this.#busy !== null) await this.#busy;
    if (this.#state !== "watching") return;
    const asked = Date.now();
    const run = async () => {
      if (listens || Date.now() > asked) await pause(50);
      if (this.#state === "watching" && !isDone(asked)) await work();
    };
    const running = this.#inTurn(run, () => isDone(asked));
    this.#busy = running.catch(() => {});
    try {
      await running;
    } catch (error) {
      if (this.#state === "watching") throw error;
    } finally {
      this.#busy = null;
    }
  }

  /** @param {() => Promise<void>} run @param {() => boolean} isDone */
  async #inTurn(run, isDone) {
    if (navigator.locks) await navigator.locks.request(this.#name, { signal: this.#running.signal }, run);
    else {
      if (!(await this.#claim())) for (let turn = 0; turn < 40 && !isDone(); turn++) await pause(50);
      this.#working = true;
      try {
        await run();
      } finally {
        this.#working = false;
      }
    }
  }

  /** Without Web Locks (old browsers, plain http): the first to say so within a moment does it. */
  async #claim() {
    if (this.#channel === null) return true;
    this.#claimedAt = Date.now();
    this.#tell({ type: "claim", tab: this.#tab, at: this.#claimedAt });
    await pause(300);
    const won = this.#claimedAt !== 0;
    this.#claimedAt = 0;
    return won;
  }

  /** @param {any} message From a tab of the same origin, perhaps with another version of this script. */
  #hear(message) {
    if (this.#state !== "watching" || message === null || typeof message !== "object") return;
    if (message.type === "signedout" && message.id === this.#session?.id) {
      this.#signedOut("elsewhere", false);
    } else if (message.type === "session" && isSession(message.session)) {
      this.#ahead = Number(message.ahead) || 0;
      const use = message.use === "renew" || message.use === "report" ? message.use : "none";
      if (use !== "none") this.#heard(Date.now());
      this.#stale = false;
      this.#accept(message.session, false, use);
      this.#schedule();
    } else if (message.type === "claim" && this.#working) {
      this.#tell({ type: "claim", tab: this.#tab, at: 0 });
    } else if (message.type === "claim" && this.#claimedAt !== 0) {
      const first = message.at < this.#claimedAt || (message.at === this.#claimedAt && message.tab < this.#tab);
      if (first) this.#claimedAt = 0;
      // Who claims later may have heard of this claim before having one, when it meant nothing there.
      // Not once it is old: a tab in the background may sleep with its claim, and nobody is to wait for that.
      else if (Date.now() - this.#claimedAt < 1000) this.#tell({ type: "claim", tab: this.#tab, at: this.#claimedAt });
    }
  }

  /** @param {object} message */
  #tell(message) {
    this.#channel?.postMessage(message);
  }

  /** @param {string} method @param {string} path @returns {Promise<Answer>} */
  async #ask(method, path) {
    const response = await this.#send(method, path);
    if (response?.ok) {
      const session = await response.json().catch(() => null);
      return isSession(session) ? { kind: "ok", session } : { kind: "failed", status: response.status };
    }
    // 409: over in this very moment. 404: of a session that is no longer the cookie's; the next check tells.
    return response?.status === 401 || response?.status === 409
      ? { kind: "refused" }
      : { kind: "failed", status: response?.status ?? 0 };
  }

  /** @param {string} method @param {string} path @returns {Promise<Response | null>} Null when the server was not reached. */
  async #send(method, path) {
    const stop = new AbortController();
    const abort = () => stop.abort();
    const running = this.#running.signal;
    if (running.aborted) return null;
    running.addEventListener("abort", abort, { once: true });
    const timeout = setTimeout(abort, this.#options.requestTimeout);
    const sent = Date.now();
    try {
      const response = await fetch(`${this.#options.api}/${path}`, {
        method,
        credentials: this.#options.credentials,
        cache: "no-store",
        redirect: "error",
        headers: { accept: "application/json" },
        signal: stop.signal,
      });
      // The machine slept in between: the answer says nothing of now, and its date nothing of the server's clock.
      if (Date.now() - sent > this.#options.requestTimeout) return null;
      const date = Date.parse(response.headers.get("date") ?? "");
      // The header is exact to a second; a clock that is right stays as it is.
      if (Math.abs(date - Date.now()) > 2000) this.#ahead = date - Date.now();
      else if (!Number.isNaN(date)) this.#ahead = 0;
      return response;
    } catch {
      return null;
    } finally {
      clearTimeout(timeout);
      running.removeEventListener("abort", abort);
    }
  }

  /** @param {string} name @param {object} detail */
  #raise(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {any} value @returns {value is Session} */
function isSession(value) {
  return typeof value?.id === "string" && [value.expires_at, value.refresh_at].every(time => !Number.isNaN(Date.parse(time)));
}

/** @param {string} name @param {number} value @param {number} least */
function within(name, value, least) {
  if (!(value >= least && value <= longestTimer)) throw new RangeError(`${name} is from ${least} to ${longestTimer} milliseconds.`);
  return value;
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Starts by itself for a script element that says where the API is. */
function startFromElement() {
  const element = [...document.querySelectorAll("script[type=module][data-session-api]")].find(
    script => /** @type {HTMLScriptElement} */ (script).src === import.meta.url,
  );
  if (!(element instanceof HTMLScriptElement)) return;
  const { sessionApi, signedOutUrl, accessTokenLifetime } = element.dataset;
  const client = new SessionClient({ api: sessionApi, accessTokenLifetime: Number(accessTokenLifetime ?? 0) });
  for (const name of ["session", "warning", "resumed", "changed", "signedout", "unreachable"]) {
    client.addEventListener(name, event => {
      const detail = { .../** @type {CustomEvent} */ (event).detail, client };
      document.dispatchEvent(new CustomEvent(`session-${name}`, { detail }));
    });
  }
  if (signedOutUrl) client.addEventListener("signedout", () => location.assign(signedOutUrl));
  void client.start();
}

startFromElement();
