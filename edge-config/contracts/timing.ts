/** Values that browsers need; kept apart from the schemas, which browsers do not load. */

export const LIVE_PATH = '/api/live';
/** A browser that hears nothing for twice this long shows that its picture is old. */
export const LIVE_HEARTBEAT_MS = 5000;
/** Of the rows that a board holds of the gateways. */
export const BOARD_GATEWAYS = 50;
