import { expect, it } from 'vitest';
import { type LiveCameraFacts, type LiveWish, liveRendering } from '../../../gateway/domain/live.ts';

const OPEN: LiveCameraFacts = { codec: 'h264', hasPrivacyZones: false, isClearAllowed: true };
const CLEAR: LiveWish = { mode: 'clear', format: 'video' };

it.each<[string, LiveWish, Partial<LiveCameraFacts>, ReturnType<typeof liveRendering>]>([
  ['skeletons, whatever is asked for', { mode: 'skeleton', format: 'video' }, {}, 'skeleton'],
  [
    'skeletons where the clear picture is refused',
    { mode: 'skeleton', format: 'jpeg' },
    { isClearAllowed: false },
    'skeleton',
  ],
  ['the copy of an H.264 camera without privacy zones', CLEAR, {}, 'copy'],
  ['pictures for a weak line', { mode: 'clear', format: 'jpeg' }, {}, 'clear_masked'],
  ['masked pictures of a camera with privacy zones', CLEAR, { hasPrivacyZones: true }, 'clear_masked'],
  ['pictures of an H.265 camera', CLEAR, { codec: 'h265' }, 'clear_masked'],
  ['pictures while the codec is not known', CLEAR, { codec: null }, 'clear_masked'],
  ['nothing where the clear picture is refused', CLEAR, { isClearAllowed: false }, undefined],
])('shows %s', (_what, wish, facts, rendering) => {
  expect(liveRendering(wish, { ...OPEN, ...facts })).toBe(rendering);
});
