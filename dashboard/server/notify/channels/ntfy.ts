/**
 * ntfy, a push service that anybody can run. Source: docs.ntfy.sh/publish ("Publish as JSON"): POST JSON to the root of the
 * server with `topic`, `title`, `message`, `priority` 1 to 5, `tags`, `click`; `Authorization: Bearer` where the topic is
 * protected; 429 for too often.
 */
import type { NotifierOf } from '../../../../edge-config/contracts/channels.ts';
import type { Severity } from '../../../../edge-config/contracts/primitives.ts';
import { type Channel, severityOf } from '../channel.ts';
import { httpChannel, JSON_HEADERS, judgeStatus } from './http.ts';

const PRIORITIES: Record<Severity, number> = { extreme: 5, severe: 4, moderate: 3, minor: 2 };

export function ntfyChannel({ id, language, secret, url }: NotifierOf<'ntfy'>): Channel {
  const address = new URL(url);
  const parts = address.pathname.split('/').filter((part) => part !== '');
  // The last part is the topic; before it stands the path of a server that is not at the root.
  const topic = parts.pop() ?? '';
  const server = `${address.origin}/${parts.map((part) => `${part}/`).join('')}`;
  return httpChannel({
    ...{ id, kind: 'ntfy', language, limits: null, perMinute: null, isPersonal: false },
    request: ({ body, text: { body: message, link, title } }) => ({
      url: server,
      headers: { ...JSON_HEADERS, ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }) },
      body: JSON.stringify({
        ...{ topic, title, message, priority: PRIORITIES[severityOf(body)] },
        tags: [body.kind === 'alert' ? 'rotating_light' : 'white_check_mark'],
        ...(link === null ? {} : { click: link }),
      }),
      // Whoever knows the topic can read it.
      secrets: [topic, ...(secret === undefined ? [] : [secret])],
    }),
    judge: judgeStatus,
  });
}
