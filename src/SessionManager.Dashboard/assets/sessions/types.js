// @ts-check
/**
 * A session as the REST API writes it.
 * @typedef {object} Session
 * @property {string} id
 * @property {string} user_id
 * @property {boolean} is_current
 * @property {"active" | "idle" | "expired" | "terminated"} status
 * @property {string} created_at
 * @property {string} last_activity_at
 * @property {string} expires_at
 * @property {string} [ip_address]
 * @property {string} [label]
 * @property {{ type: "phone" | "tablet" | "computer" | "unknown", name?: string, browser?: string, operating_system?: string }} device
 * @property {{ country_code?: string, city?: string }} [location]
 * @property {{ score: number, reasons: string[] }} [risk]
 * @property {{ at: string, by: string, reason: string }} [ended]
 */

/**
 * A page of sessions as the REST API writes it.
 * @typedef {object} SessionPage
 * @property {Session[]} sessions
 * @property {string} [next_cursor]
 */

export {};
