// @ts-check
/**
 * A session as the admin's API writes it.
 * @typedef {object} Row
 * @property {string} id
 * @property {string} user_id
 * @property {string} [user_name]
 * @property {string[]} roles
 * @property {"active" | "idle" | "expired" | "terminated"} status
 * @property {boolean} is_current
 * @property {boolean} is_live
 * @property {"phone" | "tablet" | "computer" | "unknown"} device
 * @property {string} [device_name]
 * @property {string} [browser]
 * @property {string} [operating_system]
 * @property {string} [user_agent]
 * @property {string} [ip_address]
 * @property {string} [city]
 * @property {string} [country_code]
 * @property {number} [risk_score]
 * @property {string[]} [risk_reasons]
 * @property {string} created_at
 * @property {string} last_activity_at
 * @property {string} expires_at
 * @property {string} [ended_at]
 * @property {string} [ended_by]
 * @property {string} [end_reason]
 */

/**
 * What the top of the page shows.
 * @typedef {object} Overview
 * @property {{ active: number, idle: number, expired: number, terminated: number, users: number }} [sessions]
 * @property {{ source: "node" | "trail", complete_since: string, hours: import("./charts.js").Hour[], reasons: Record<string, number>, devices: Record<string, number> }} [activity]
 * @property {{ name: string, status: "healthy" | "degraded" | "unhealthy", description?: string, milliseconds: number }[]} [health]
 * @property {boolean} has_audit_trail
 */

/**
 * An event of the audit trail.
 * @typedef {object} AuditEvent
 * @property {string} node
 * @property {number} sequence
 * @property {boolean} is_readable
 * @property {string} [kind]
 * @property {string} [at]
 * @property {string} [session_id]
 * @property {string} [user_id]
 * @property {string} [actor]
 * @property {string} [reason]
 * @property {string} [ip_address]
 * @property {string} [user_agent]
 * @property {Record<string, string>} [details]
 */

export {};
