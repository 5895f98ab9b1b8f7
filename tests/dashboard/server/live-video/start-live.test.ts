import { expect, it } from 'vitest';
import { createStartLive } from '../../../../dashboard/server/live-video/start-live.ts';

function setUp({ auditFails = false } = {}) {
  const did: string[] = [];
  const startLive = createStartLive({
    hasCamera: async (_gatewayId, cameraId) => cameraId === 'yard',
    audit: async ({ by, what, subject, detail }) => {
      if (auditFails) throw new Error('the database refuses');
      did.push(`${what} by ${by}: ${subject}, ${detail}`);
    },
    liveVideo: {
      watch: ({ by, mode, gatewayId, cameraId }) => {
        did.push(`watch ${mode}`);
        return { viewId: 'view', format: 'jpeg', by, gatewayId, cameraId, mode };
      },
    },
  });
  const start = (mode: 'skeleton' | 'clear', reason: string | null, cameraId = 'yard') =>
    startLive({
      params: { gatewayId: 'gw-1', cameraId },
      body: { mode, reason, weak: false },
      subject: 'ops',
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
    'live view by ops: gw-1/yard, skeleton',
    'watch skeleton',
    'live view by ops: gw-1/yard, clear: 无人接听',
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

it('shows nothing of a camera that is not known, nor when it cannot be written down', async () => {
  const unknown = setUp();
  await expect(unknown.start('skeleton', null, 'nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const unwritten = setUp({ auditFails: true });
  await expect(unwritten.start('skeleton', null)).rejects.toThrow('refuses');
  expect([...unknown.did, ...unwritten.did]).toEqual([]);
});
