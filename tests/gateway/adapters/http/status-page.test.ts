import { describe, expect, it } from 'vitest';
import {
  chooseLanguage,
  type Language,
  PAGE_POLICY,
  renderStatusPage,
} from '../../../../gateway/adapters/http/status-page.ts';
import { sampleHealth } from '../../../support/health.ts';

const NOW_MS = Date.parse('2026-03-01T08:00:00Z');

function page(more: Parameters<typeof sampleHealth>[0] = {}, language: Language = 'zh'): string {
  return renderStatusPage(sampleHealth(more), { language, nowWallMs: NOW_MS, timeZone: 'Asia/Shanghai' });
}

/** Texts of what is shown in red. */
function red(text: string): string[] {
  return [...text.matchAll(/<span class="bad">([^<]*)/g)].map(([, words]) => words ?? '');
}

describe('the gateway’s page', () => {
  it('says that all is well, in the village’s time', () => {
    const text = page();
    expect(text).toContain('一切正常');
    expect(text).toContain('最近回执</span><span class="quiet">15:45:00（15分00秒前）');
    expect(text).toContain('院子（yard）</span><span class="good">正常，自 14:00:00');
    expect(text).toContain('看护 2 户 · 版本 0.1.0 · 第 3 次启动 · 已运行 2小时15分');
    expect(red(text)).toEqual([]);
  });

  it('says in red that alerts wait, once a console that is well would have answered', () => {
    const waiting = (pendingSince: string, language: Language = 'zh'): string =>
      page({ outboxPending: 2, pendingSince }, language);
    expect(red(waiting('2026-03-01T07:59:00.000Z'))).toEqual([]);
    expect(waiting('2026-03-01T07:59:00.000Z')).toContain('2 条预警从 15:59:00 起等待回执（已等 1分00秒）');
    expect(red(waiting('2026-03-01T07:58:59.000Z'))).toHaveLength(1);
    expect(red(waiting('2026-02-27T20:00:00.000Z', 'en'))).toEqual([
      '2 alerts wait for a receipt since 2026-02-28 04:00:00 (36 h 00 min)',
    ]);
  });

  it('does not take for known what was heard before the broker went', () => {
    const text = page({ brokerConnected: false });
    expect(red(text)).toEqual(['连接不上 MQTT 服务器']);
    expect(text).toContain('县控制台</span><span class="quiet">未知');
    expect(red(page({ consoleListens: false }))).toEqual(['没有控制台在接收']);
  });

  it('tells that the disk failed at the start, also when nothing waits', () => {
    expect(red(page({ isInMemory: true }))).toEqual(['启动时磁盘写不进去，全部在内存中；修好后请重启网关']);
    expect(red(page({ isInMemory: true, outboxUnwritten: 1 }, 'en'))).toEqual([
      'the disk took nothing at the start: all is in memory; mend it, then start the gateway again',
    ]);
  });

  it('tells of a full disk, a wrong clock, and a receipt that never came', () => {
    const text = page({ outboxUnwritten: 1, clockSkewMs: 192_000, lastReceiptAt: null }, 'en');
    expect(red(text)).toEqual([
      'the disk refuses 1 alert; sent from memory, lost if the power goes before',
      'clock 3 min 12 s fast',
    ]);
    expect(text).toContain('2 things need attention');
    expect(text).toContain('none since the start');
    expect(page({ clockSkewMs: null })).toContain('未知，收到回执后才能比较');
  });

  it('gives each camera’s reason in words with its remedy, and a strange code as it is', () => {
    const camera = { id: 'a', name: 'A', state: 'blind', since: '2026-03-01T07:00:00.000Z' } as const;
    const text = page({ cameras: [{ ...camera, reason: 'CAMERA_UNAUTHORISED' }] });
    expect(red(text)).toEqual(['看不见，自 15:00:00：摄像头用户名或密码不对']);
    expect(text).toContain('<small>在配置里改正该摄像头的用户名与密码</small>');
    for (const reason of ['OF_A_LATER_VERSION', 'toString']) {
      expect(red(page({ cameras: [{ ...camera, reason }] }, 'en'))).toEqual([
        `blind since 15:00:00: ${reason}`,
      ]);
    }
  });

  it('escapes whatever a name holds', () => {
    const name = `<script>alert("1")</script> & 'x'`;
    const text = page({
      gatewayId: '<b>',
      cameras: [{ id: 'a', name, state: 'watching', reason: null, since: '2026-03-01T07:00:00.000Z' }],
    });
    expect(text).not.toMatch(/<script|<b>/);
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;');
  });

  it('allows its own style and no script', () => {
    expect(PAGE_POLICY).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+=*'; /);
    expect(PAGE_POLICY).not.toContain('unsafe');
  });
});

describe('chooseLanguage', () => {
  it.each([
    [undefined, undefined, 'zh'],
    [undefined, 'de', 'zh'],
    [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    [undefined, 'de, EN-gb;q=0.8, zh;q=0.5', 'en'],
    ['en', 'zh-CN', 'en'],
    ['zh', 'en', 'zh'],
    ['nonsense', 'en', 'en'],
    [['en', 'zh'], undefined, 'zh'],
  ])('asked %j, accepts %j: %s', (asked, accepts, language) => {
    expect(chooseLanguage(asked, accepts)).toBe(language);
  });
});
