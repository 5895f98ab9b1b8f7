/** An alert that the console itself raises about a gateway. */
import { ulid } from 'ulid';
import type { BilingualText } from '../../edge-config/contracts/errors.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import type { GatewayAddress } from '../../edge-config/contracts/topics.ts';

export interface OwnAlert {
  readonly gateway: GatewayAddress;
  readonly type: 'gateway_silent' | 'gateway_fault';
  readonly reason: BilingualText;
  readonly occurredAt: string;
  readonly nowWallMs: number;
}

export function ownAlert({ gateway, nowWallMs, occurredAt, reason, type }: OwnAlert): Alert {
  const { county, gatewayId, township } = gateway;
  return {
    alertId: ulid(nowWallMs),
    sequence: 1,
    phase: 'raised',
    msgType: 'Alert',
    ...{ type, severity: 'severe', status: 'actual' },
    ...{ gatewayId, county, township, householdId: null, cameraId: null },
    place: { kind: 'public', label: gatewayId },
    occurredAt,
    raisedAt: new Date(nowWallMs).toISOString(),
    confidence: 1,
    stages: { impactStreamMs: null, suspectedStreamMs: null, raisedStreamMs: 0, suspectedAt: null },
    evidence: { reason, measurements: [], timeline: [] },
    image: null,
    guardianIds: [],
  };
}
