/** When a heartbeat is overdue. */
import type { GatewayStatus } from '../../edge-config/contracts/messages.ts';

/** Grace over two missed heartbeats: the network's, not the gateway's. */
export const HEARTBEAT_GRACE_MS = 2000;

export function isLate(
  { heartbeatMs, state }: Pick<GatewayStatus, 'heartbeatMs' | 'state'>,
  heardMs: number,
  nowMs: number,
): boolean {
  return state === 'offline' || nowMs - heardMs > 2 * heartbeatMs + HEARTBEAT_GRACE_MS;
}
