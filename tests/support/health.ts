import type { Health } from '../../gateway/adapters/http/health.ts';

/** A gateway that is well, at 2026-03-01T08:00:00Z. */
export function sampleHealth(more: Partial<Health> = {}): Health {
  return {
    ok: true,
    gatewayId: 'gw-village-1',
    version: '0.1.0',
    session: 3,
    uptimeMs: 8_100_000,
    brokerConnected: true,
    consoleListens: true,
    lastReceiptAt: '2026-03-01T07:45:00.000Z',
    outboxPending: 0,
    pendingSince: null,
    outboxUnwritten: 0,
    isInMemory: false,
    clockSkewMs: 0,
    households: 2,
    cameras: [
      { id: 'yard', name: '院子', state: 'watching', reason: null, since: '2026-03-01T06:00:00.000Z' },
    ],
    ...more,
  };
}
