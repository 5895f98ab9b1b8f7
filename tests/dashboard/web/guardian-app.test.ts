/** The pure parts of the family's app: pages by address, the queue of answers, plain words, notices. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { householdWords, STALE_MS } from '../../../dashboard/web/src/guardian/household-words.ts';
import {
  Outbox,
  type QueuedAnswer,
  resultOf,
  type SendResult,
} from '../../../dashboard/web/src/guardian/outbox.ts';
import { readRoute } from '../../../dashboard/web/src/guardian/route.ts';
import { safeUrl, toNotice } from '../../../dashboard/web/src/guardian/worker/notice.ts';
import type { PushPayload } from '../../../edge-config/contracts/push.ts';
import type { GuardianHousehold } from '../../../edge-config/contracts/rest.ts';

const NOW = Date.parse('2026-03-23T02:30:00.000Z');
const ALERT = '01K0000000000000000000000A';

describe('readRoute', () => {
  it.each([
    ['', { page: 'home' }],
    ['#/settings', { page: 'settings' }],
    [`#/alert/${ALERT}`, { page: 'alert', alertId: ALERT }],
    [`#/bind/${'a'.repeat(43)}`, { page: 'bind', token: 'a'.repeat(43) }],
    ['#/bind/short', { page: 'bind', token: null }],
    ['#/alert/x', { page: 'home' }],
    ['#/unknown', { page: 'home' }],
  ])('%s', (hash, route) => {
    expect(readRoute(hash)).toEqual(route);
  });
});

describe('the outbox', () => {
  /** A phone's store and a console that hears; `network` tells what each try meets. */
  function open(network: readonly ('lost' | 'answer-lost' | 'up')[]) {
    let queue: readonly QueuedAnswer[] = [];
    const heard: QueuedAnswer[] = [];
    let tries = 0;
    const make = (): Outbox =>
      new Outbox({
        read: async () => queue,
        change: async (edit) => {
          queue = edit(queue);
        },
        alone: (work) => work(),
        send: async (answer): Promise<SendResult> => {
          const meets = network[tries] ?? 'up';
          tries += 1;
          // Idempotent, as the console is.
          if (meets !== 'lost' && !heard.some(({ actionId }) => actionId === answer.actionId))
            heard.push(answer);
          return meets === 'up' ? 'sent' : 'later';
        },
      });
    return { heard, make, waiting: () => queue };
  }
  const answerOf = (index: number): QueuedAnswer => ({
    ...{
      actionId: `action-${index}`,
      alertId: ALERT,
      action: 'going',
      at: new Date(NOW + index).toISOString(),
    },
  });

  it('brings every answer once and in order, however the network fails and however often the page is reloaded', async () => {
    const meets = fc.constantFrom('lost' as const, 'answer-lost' as const, 'up' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(meets, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (network, count) => {
          const { heard, make, waiting } = open(network);
          for (let index = 0; index < count; index += 1) {
            // Each by a page of its own: nothing but the store outlives it.
            const outbox = make();
            await outbox.add(answerOf(index));
            await outbox.add(answerOf(index));
            await outbox.flush();
          }
          for (let turn = 0; turn <= network.length; turn += 1) await make().flush();
          expect(heard).toEqual(Array.from({ length: count }, (_, index) => answerOf(index)));
          expect(waiting()).toEqual([]);
        },
      ),
      { seed: 81 },
    );
  });

  it('keeps what may still go, and drops what never will', () => {
    const told = [undefined, 200, 401, 429, 503, 400, 404].map(resultOf);
    expect(told).toEqual(['later', 'sent', 'later', 'later', 'later', 'refused', 'refused']);
  });
});

describe('how a household is, in words', () => {
  const home = (more: Partial<GuardianHousehold> = {}): GuardianHousehold => ({
    ...{ gatewayId: 'gw-1', householdId: 'home', label: '三组 7 号', residents: ['奶奶'], relation: '女儿' },
    ...{ state: 'seen', lastSeenAt: new Date(NOW - 720_000).toISOString(), place: 'yard', unknown: [] },
    ...{ hasDrill: false, hasTest: false, contacts: [] },
    ...more,
  });
  const words = (household: GuardianHousehold, ageMs = 0, language: 'zh' | 'en' = 'zh') =>
    householdWords(household, { nowMs: NOW, ageMs, language });

  it('says where and when', () => {
    expect(words(home())).toEqual({ tone: 'well', headline: '平安', details: ['12 分钟前在院子里看到'] });
    expect(words(home({ place: null }), 0, 'en').details).toEqual(['Seen 12 min ago']);
    const blind = { kind: 'camera_blind', cameraName: '院子', since: '2026-03-23T02:05:00.000Z' } as const;
    expect(words(home({ state: 'unknown', unknown: [blind] })).details[0]).toMatch(
      /^摄像头“院子” \d\d:05 起看不到画面$/,
    );
  });

  it('looks well only when the console said so a short time ago', () => {
    const state = fc.constantFrom('alert' as const, 'seen' as const, 'fine' as const, 'unknown' as const);
    fc.assert(
      fc.property(
        state,
        fc.nat(1e7),
        fc.constantFrom('zh' as const, 'en' as const),
        (told, ageMs, language) => {
          const { tone } = words(home({ state: told }), ageMs, language);
          expect(tone === 'well').toBe((told === 'seen' || told === 'fine') && ageMs <= STALE_MS);
        },
      ),
      { seed: 82 },
    );
    expect(words(home(), 300_000).details[0]).toContain('5 分钟前的情况是');
  });
});

describe('a push on the screen', () => {
  const payload: PushPayload = {
    ...{ kind: 'alert', tag: ALERT, alertId: ALERT, type: 'fall', severity: 'extreme', status: 'actual' },
    ...{ title: '跌倒', body: '三组 7 号', at: new Date(NOW).toISOString(), silent: false },
    ...{ expiresAt: new Date(NOW + 60_000).toISOString(), url: `/guardian/#/alert/${ALERT}` },
  };
  const notice = (more: Partial<PushPayload> = {}, nowMs = NOW) =>
    toNotice({ ...payload, ...more }, { language: 'zh', nowMs });

  it('offers the answers of an alert, and of nothing else', () => {
    expect(notice().actions.map(({ action }) => action)).toEqual(['going', 'safe', 'false']);
    expect(notice()).toMatchObject({ requireInteraction: true, renotify: true, silent: false });
    for (const more of [{ kind: 'all_clear' }, { kind: 'news' }, { status: 'test' }] as const)
      expect(notice(more).actions).toEqual([]);
  });

  it('is silent when it is past, and never shakes when it is silent', () => {
    expect(notice({}, NOW + 60_000)).toMatchObject({ silent: true, title: '跌倒（已过时）', actions: [] });
    for (const each of [
      notice({ silent: true }),
      notice({}, NOW + 60_000),
      toNotice(undefined, { language: 'zh', nowMs: NOW }),
    ])
      expect('vibrate' in each).toBe(false);
  });

  it('opens nothing but the app', () => {
    expect(safeUrl('https://elsewhere.example/')).toBe('/guardian/#/');
    expect(notice({ url: '//elsewhere.example' }).data.url).toBe('/guardian/#/');
  });
});
