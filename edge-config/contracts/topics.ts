/**
 * MQTT topics. One place builds and reads them; nothing else joins topic strings.
 * `{root}` = `shouwang/v1/{county6}/{township9}/{gatewayId}`.
 */
const PREFIX = 'shouwang/v1';

export interface GatewayAddress {
  readonly county: string;
  readonly township: string;
  readonly gatewayId: string;
}

export type GatewayTopicKind =
  | 'status'
  | 'cameraStatus'
  | 'householdStatus'
  | 'alert'
  | 'alertImage'
  | 'receipt'
  | 'human'
  | 'command'
  | 'reply';

export function gatewayRoot(address: GatewayAddress): string {
  return `${PREFIX}/${address.county}/${address.township}/${address.gatewayId}`;
}

export const topics = {
  status: (gateway: GatewayAddress): string => `${gatewayRoot(gateway)}/status`,
  cameraStatus: (gateway: GatewayAddress, cameraId: string): string =>
    `${gatewayRoot(gateway)}/camera/${cameraId}/status`,
  householdStatus: (gateway: GatewayAddress, householdId: string): string =>
    `${gatewayRoot(gateway)}/household/${householdId}/status`,
  alert: (gateway: GatewayAddress): string => `${gatewayRoot(gateway)}/alert`,
  alertImage: (gateway: GatewayAddress, alertId: string): string =>
    `${gatewayRoot(gateway)}/alert/${alertId}/image`,
  receipt: (gateway: GatewayAddress): string => `${gatewayRoot(gateway)}/receipt`,
  human: (gateway: GatewayAddress): string => `${gatewayRoot(gateway)}/human`,
  command: (gateway: GatewayAddress): string => `${gatewayRoot(gateway)}/command`,
  reply: (gateway: GatewayAddress): string => `${gatewayRoot(gateway)}/reply`,
  /** Not of one gateway: every gateway hears whether there is a console to take its alerts. */
  consoleStatus: (consoleId: string): string => `${PREFIX}/console/${consoleId}/status`,
  guardianAlert: (guardianId: string): string => `${PREFIX}/guardian/${guardianId}/alert`,
  guardianAction: (guardianId: string): string => `${PREFIX}/guardian/${guardianId}/action`,
  /** Only the console writes here. */
  guardianNews: (guardianId: string): string => `${PREFIX}/guardian/${guardianId}/news`,
} as const;

/** What a console subscribes to, for every gateway whose county code starts with `countyPrefix`. */
export function consoleSubscriptions(county: string | '+'): string[] {
  const anyGateway = `${PREFIX}/${county}/+/+`;
  return [
    `${anyGateway}/status`,
    `${anyGateway}/camera/+/status`,
    `${anyGateway}/household/+/status`,
    `${anyGateway}/alert`,
    `${anyGateway}/alert/+/image`,
    `${anyGateway}/reply`,
    `${PREFIX}/guardian/+/action`,
  ];
}

export type ParsedTopic =
  | {
      readonly kind: Exclude<GatewayTopicKind, 'cameraStatus' | 'householdStatus' | 'alertImage'>;
      readonly gateway: GatewayAddress;
    }
  | { readonly kind: 'cameraStatus'; readonly gateway: GatewayAddress; readonly cameraId: string }
  | { readonly kind: 'householdStatus'; readonly gateway: GatewayAddress; readonly householdId: string }
  | { readonly kind: 'alertImage'; readonly gateway: GatewayAddress; readonly alertId: string }
  | { readonly kind: 'guardianAlert' | 'guardianAction' | 'guardianNews'; readonly guardianId: string }
  | { readonly kind: 'consoleStatus'; readonly consoleId: string };

const PLAIN_KINDS: ReadonlySet<string> = new Set(['status', 'alert', 'receipt', 'human', 'command', 'reply']);

/** Reads a topic back; `undefined` when it is none of ours. */
export function parseTopic(topic: string): ParsedTopic | undefined {
  if (!topic.startsWith(`${PREFIX}/`)) return undefined;
  const [first, second, third, ...rest] = topic.slice(PREFIX.length + 1).split('/');
  if (first === undefined || second === undefined || third === undefined) return undefined;
  if (first === 'guardian') {
    if (rest.length > 0) return undefined;
    if (third === 'alert') return { kind: 'guardianAlert', guardianId: second };
    if (third === 'action') return { kind: 'guardianAction', guardianId: second };
    if (third === 'news') return { kind: 'guardianNews', guardianId: second };
    return undefined;
  }
  if (first === 'console') {
    return third === 'status' && rest.length === 0 ? { kind: 'consoleStatus', consoleId: second } : undefined;
  }
  const gateway = { county: first, township: second, gatewayId: third };
  const [kind, id, leaf] = rest;
  if (rest.length === 1 && kind !== undefined && PLAIN_KINDS.has(kind)) {
    return { kind: kind as 'status' | 'alert' | 'receipt' | 'human' | 'command' | 'reply', gateway };
  }
  if (rest.length === 3 && kind === 'camera' && leaf === 'status' && id) {
    return { kind: 'cameraStatus', gateway, cameraId: id };
  }
  if (rest.length === 3 && kind === 'household' && leaf === 'status' && id) {
    return { kind: 'householdStatus', gateway, householdId: id };
  }
  if (rest.length === 3 && kind === 'alert' && leaf === 'image' && id) {
    return { kind: 'alertImage', gateway, alertId: id };
  }
  return undefined;
}

const ANY_CONSOLE_STATUS = topics.consoleStatus('+');

/** What each kind of user may do with a topic filter; the embedded broker and the Mosquitto ACL file follow it. */
export type BrokerRole =
  | { readonly kind: 'gateway'; readonly gateway: GatewayAddress; readonly guardianIds: readonly string[] }
  | { readonly kind: 'guardian'; readonly guardianId: string }
  | { readonly kind: 'console'; readonly county: string | '+' };

export interface AccessRules {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Topic filters (MQTT 3.1.1 section 4.7) that a role may publish to and subscribe to. */
export function accessRules(role: BrokerRole): AccessRules {
  switch (role.kind) {
    case 'gateway': {
      const root = gatewayRoot(role.gateway);
      return {
        publish: [
          `${root}/status`,
          `${root}/camera/+/status`,
          `${root}/household/+/status`,
          `${root}/alert`,
          `${root}/alert/+/image`,
          `${root}/reply`,
          ...role.guardianIds.map(topics.guardianAlert),
        ],
        subscribe: [
          `${root}/receipt`,
          `${root}/human`,
          `${root}/command`,
          ANY_CONSOLE_STATUS,
          ...role.guardianIds.map(topics.guardianAction),
        ],
      };
    }
    case 'guardian':
      return {
        publish: [topics.guardianAction(role.guardianId)],
        subscribe: [topics.guardianAlert(role.guardianId), topics.guardianNews(role.guardianId)],
      };
    case 'console': {
      const anyGateway = `${PREFIX}/${role.county}/+/+`;
      return {
        publish: [
          `${anyGateway}/receipt`,
          `${anyGateway}/human`,
          `${anyGateway}/command`,
          ANY_CONSOLE_STATUS,
          // Whom the county has bound to a household, its gateway may not know.
          topics.guardianAlert('+'),
          topics.guardianNews('+'),
        ],
        subscribe: consoleSubscriptions(role.county),
      };
    }
  }
}

/** MQTT 3.1.1 section 4.7: whether a topic (or a narrower filter) is covered by a filter. */
export function topicMatches(filter: string, topic: string): boolean {
  const filterLevels = filter.split('/');
  const topicLevels = topic.split('/');
  for (const [index, level] of filterLevels.entries()) {
    if (level === '#') return true;
    const actual = topicLevels[index];
    if (actual === undefined || actual === '#') return false;
    if (level !== '+' && level !== actual) return false;
  }
  return filterLevels.length === topicLevels.length;
}
