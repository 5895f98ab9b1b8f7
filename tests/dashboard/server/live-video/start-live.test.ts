import { expect, it } from 'vitest';
import { createStartLive } from '../../../../dashboard/server/live-video/start-live.ts';

function setUp({ auditFails = false } = {}) {
  const did: string[] = [];
  const startLive = createStartLive({
    audit: async ({ what, subject, detail }) => {
      if (auditFails) throw new Error('the database refuses');
      did.push(`${what}: ${subject}, ${detail}`);
    },
    liveVideo: {
      watch: ({ by, mode, gatewayId, cameraId }) => {
        did.push(`watch ${mode}`);
        return { viewId: 'view', format: 'jpeg', by, gatewayId, cameraId, mode };
      },
    },
  });
  const start = (mode: 'skeleton' | 'clear', reason: string | null) =>
    startLive({
      params: { gatewayId: 'gw-1', cameraId: 'yard' },
      body: { mode, reason, weak: false },
      by: 'ops',
    });
  return { did, start };
}

it('writes who looks, at what and why before it begins', async () => {
  const { did, start } = setUp();
  expect(await start('skeleton', null)).toEqual({
    viewId: 'view',
    path: '/api/live-video/view',
    format: 'jpeg',
  });
  await start('clear', '  无人接听  ');
  expect(did).toEqual([
    'live view: gw-1/yard, skeleton',
    'watch skeleton',
    'live view: gw-1/yard, clear: 无人接听',
    'watch clear',
  ]);
});

it.each([null, '', '   ', ' 急急急 ', 'abc'])(
  'wants a reason for the clear picture, and %j is none',
  async (reason) => {
    const { did, start } = setUp();
    await expect(start('clear', reason)).rejects.toMatchObject({ code: 'REASON_REQUIRED' });
    expect(did).toEqual([]);
  },
);

it('shows nothing when it cannot be written down', async () => {
  const { did, start } = setUp({ auditFails: true });
  await expect(start('skeleton', null)).rejects.toThrow('refuses');
  expect(did).toEqual([]);
});
