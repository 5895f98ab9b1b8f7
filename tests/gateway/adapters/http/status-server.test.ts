import { describe, expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../../../../gateway/adapters/http/metrics.ts';
import { type Health, startStatusServer } from '../../../../gateway/adapters/http/status-server.ts';

describe('startStatusServer', () => {
  it('answers health with 200 or 503 and metrics in Prometheus text', async () => {
    const metrics = createMetrics();
    let ok = true;
    const health = (): Health => ({
      ok,
      brokerConnected: ok,
      consoleListens: ok,
      outboxPending: 0,
      outboxUnwritten: 0,
      cameras: [{ id: 'yard', state: 'blind', reason: 'CAMERA_UNAUTHORISED' }],
    });
    const server = await startStatusServer({
      host: '127.0.0.1',
      port: 0,
      registry: metrics.registry,
      health,
      beforeMetrics: () => metrics.cameraState.set({ camera: 'yard', state: 'blind', reason: 'X' }, 1),
    });
    onTestFinished(() => server.stop());
    const url = `http://127.0.0.1:${server.port}`;
    const healthy = await fetch(`${url}/healthz`);
    expect(healthy.status).toBe(200);
    expect(await healthy.json()).toEqual(health());
    ok = false;
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('shouwang_gateway_camera_state{camera="yard",state="blind",reason="X"} 1');

    await expect(
      startStatusServer({
        host: '127.0.0.1',
        port: server.port,
        registry: metrics.registry,
        health,
        beforeMetrics: () => {},
      }),
    ).rejects.toThrow(/PORT_IN_USE/);
  });
});
