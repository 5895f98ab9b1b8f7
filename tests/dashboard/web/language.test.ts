import { beforeAll, expect, it, vi } from 'vitest';
import { startLanguage, textsOf } from '../../../dashboard/web/src/shared/language.ts';

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  vi.stubGlobal('localStorage', { getItem: () => null });
  await startLanguage({
    zh: { plain: '跌倒', filled: '{{count}} 条', onlyZh: '只有中文' },
    en: { plain: 'Fall', filled_one: '{{count}} alert', filled_other: '{{count}} alerts' },
  });
});

it('gives texts as they stand, filled in, in the plural, and in Chinese where there is no English', () => {
  const [zh, en] = [textsOf('zh'), textsOf('en')];
  expect([zh('plain'), en('plain')]).toEqual(['跌倒', 'Fall']);
  expect([1, 2].map((count) => [zh('filled', { count }), en('filled', { count })])).toEqual([
    ['1 条', '1 alert'],
    ['2 条', '2 alerts'],
  ]);
  expect(en('onlyZh')).toBe('只有中文');
  expect(en('unknown')).toBe('unknown');
  expect(en('unknown', { defaultValue: 'else' })).toBe('else');
});

it('gives the same function each time: what was drawn with it stays drawn', () => {
  expect(textsOf('zh')).toBe(textsOf('zh'));
});
