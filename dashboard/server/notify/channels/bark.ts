/**
 * Bark, an iPhone app for pushes. Source: bark.day.app and its server's API V2: POST JSON to the address that the app shows
 * (server and key of the device) with `title`, `body`, `group`, `url`, `level` (critical passes silence and focus,
 * timeSensitive passes focus, passive only lists); answers `code` 200.
 */
import type { NotifierOf } from '../../../../edge-config/contracts/channels.ts';
import type { Severity } from '../../../../edge-config/contracts/primitives.ts';
import { type Channel, severityOf } from '../channel.ts';
import { httpChannel, JSON_HEADERS, judgeStatus } from './http.ts';

const LEVELS: Record<Severity, string> = {
  extreme: 'critical',
  severe: 'timeSensitive',
  moderate: 'active',
  minor: 'passive',
};

export function barkChannel({ id, language, url }: NotifierOf<'bark'>): Channel {
  return httpChannel({
    ...{ id, kind: 'bark', language, limits: null, perMinute: null, isPersonal: false },
    request: ({ body, text: { body: message, link, title } }) => ({
      url,
      headers: JSON_HEADERS,
      body: JSON.stringify({
        ...{ title, body: message, group: 'shouwang', level: LEVELS[severityOf(body)] },
        ...(link === null ? {} : { url: link }),
      }),
      secrets: [],
    }),
    judge: (answer) => {
      const judged = judgeStatus(answer);
      // Servers in between may answer 200 for what the server behind them refused.
      const refusal = /"code"\s*:\s*(?!200\b)(\d+)/.exec(answer.text);
      return judged.kind === 'delivered' && refusal !== null
        ? { kind: 'refused', error: `code ${refusal[1]}` }
        : judged;
    },
  });
}
