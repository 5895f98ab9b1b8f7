import { describe, expect, it, onTestFinished } from 'vitest';
import type { Health } from '../../../../gateway/adapters/http/health.ts';
import { createMetrics } from '../../../../gateway/adapters/http/metrics.ts';
import { PAGE_POLICY } from '../../../../gateway/adapters/http/status-page.ts';
import { type StatusServer, startStatusServer } from '../../../../gateway/adapters/http/status-server.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { beginRequest } from '../../../support/half-request.ts';
import { sampleHealth } from '../../../support/health.ts';

describe('startStatusServer', () => {
  async function start(health: () => Health, port = 0): Promise<StatusServer> {
    const metrics = createMetrics();
    const server = await startStatusServer({
      host: '127.0.0.1',
      port,
      registry: metrics.registry,
      clock: new FakeClock(),
      timeZone: 'Asia/Shanghai',
      health,
      beforeMetrics: () => metrics.cameraState.set({ camera: 'yard', state: 'blind', reason: 'X' }, 1),
    });
    onTestFinished(() => server.stop());
    return server;
  }

  it('answers health with 200 or 503 and metrics in Prometheus text', async () => {
    let ok = true;
    const health = (): Health => sampleHealth({ ok });
    const server = await start(health);
    const url = `http://127.0.0.1:${server.port}`;
    const healthy = await fetch(`${url}/healthz`);
    expect(healthy.status).toBe(200);
    expect(await healthy.json()).toEqual(health());
    ok = false;
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('shouwang_gateway_camera_state{camera="yard",state="blind",reason="X"} 1');
    await expect(start(health, server.port)).rejects.toThrow(/PORT_IN_USE/);
  });

  it('shows its page in the language that is asked for, under a policy without scripts', async () => {
    const server = await start(() => sampleHealth({ ok: false, brokerConnected: false }));
    const url = `http://127.0.0.1:${server.port}/`;
    const chinese = await fetch(url);
    expect(chinese.status).toBe(200);
    expect(chinese.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(chinese.headers.get('content-security-policy')).toBe(PAGE_POLICY);
    expect(await chinese.text()).toContain('连接不上 MQTT 服务器');
    const english = await fetch(url, { headers: { 'accept-language': 'en-GB' } });
    expect(await english.text()).toContain('The MQTT broker cannot be reached.');
    expect(await (await fetch(`${url}?lang=en`)).text()).toContain('County console');
    expect(await (await fetch(`${url}?lang=en&lang=zh`)).text()).toContain('县控制台');
  });

  it('stops although somebody never ends a request', async () => {
    const server = await start(() => sampleHealth({ ok: true }));
    await beginRequest(server.port, '/healthz');
    await server.stop();
  });
});
