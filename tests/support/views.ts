import type { LiveMessage } from '../../edge-config/contracts/live.ts';
import type { AlertView, GatewayGlance, GuardianAlertView } from '../../edge-config/contracts/rest.ts';
import { sampleAlert } from './alerts.ts';

export function sampleView(
  more: Partial<AlertView> = {},
  alert: Parameters<typeof sampleAlert>[0] = {},
): AlertView {
  return {
    alert: sampleAlert(alert),
    state: 'raised',
    machineEnded: false,
    late: false,
    outcome: null,
    escalation: null,
    cameraName: '院子',
    division: { code: '520602101', names: [] },
    dispatchedTo: null,
    mergedInto: null,
    hasImage: false,
    actions: [],
    stages: { outboxAt: null, publishedAt: null, committedAt: '2026-03-01T08:00:11.000Z', receiptAt: null },
    revision: 1,
    ...more,
  };
}

export function sampleGuardianView(more: Partial<GuardianAlertView> = {}): GuardianAlertView {
  return {
    alertId: sampleAlert().alertId,
    type: 'fall',
    severity: 'extreme',
    status: 'actual',
    placeLabel: '院子',
    occurredAt: '2026-03-01T08:00:00.000Z',
    state: 'raised',
    machineEnded: false,
    hasImage: true,
    actions: [],
    ...more,
  };
}

/** What a board is told at its start, less the head. */
export function emptySnapshot(): Omit<Extract<LiveMessage, { kind: 'snapshot' }>, 'kind' | 'at'> {
  return {
    ...{ alerts: [], gateways: [], openTotal: 0 },
    totals: {
      ...{ gateways: 0, late: 0, households: 0, householdsUnknown: 0 },
      cameras: { watching: 0, connecting: 0, blind: 0, unknown: 0 },
    },
  };
}

export function sampleGlance(more: Partial<GatewayGlance> = {}): GatewayGlance {
  return {
    ...{ gatewayId: 'gw-1', county: '520602', township: '520602101', name: null, late: false },
    division: { code: '520602101', names: [] },
    status: {
      ...{ state: 'online', version: '1', session: 1, heartbeatMs: 10_000, outboxPending: 0 },
      ...{ bornAt: '2026-03-01T08:00:00.000Z', aliveAt: '2026-03-01T08:00:00.000Z' },
    },
    heardAt: '2026-03-01T08:00:00.000Z',
    clockSkewMs: null,
    ...{ cameras: [], households: [], householdCount: 0, householdsUnknown: 0 },
    cameraCounts: { watching: 0, connecting: 0, blind: 0 },
    ...more,
  };
}
