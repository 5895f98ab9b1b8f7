/** When a gateway counts as late. Pure. */

/** Grace over two missed heartbeats: the network's, not the gateway's. */
export const HEARTBEAT_GRACE_MS = 2000;
export const MISSED_HEARTBEATS = 2;

/** A gateway that said goodbye is late at once: what its cameras see is unknown. */
export function isLate(
  { state, heartbeatMs }: { readonly state: 'online' | 'offline'; readonly heartbeatMs: number },
  silentMs: number,
): boolean {
  return state === 'offline' || silentMs > MISSED_HEARTBEATS * heartbeatMs + HEARTBEAT_GRACE_MS;
}
