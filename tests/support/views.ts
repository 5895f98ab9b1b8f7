import type { AlertView, GuardianAlertView } from '../../edge-config/contracts/rest.ts';
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
