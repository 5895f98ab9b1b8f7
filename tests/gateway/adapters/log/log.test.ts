import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../gateway/adapters/log/log.ts';

describe('createLog', () => {
  it('writes one JSON line with level, part, time and fields', () => {
    const lines: string[] = [];
    const { log } = createLog({ level: 'info', name: 'gateway', write: (line) => lines.push(line) });
    log.info({ cameraId: 'yard' }, 'frames flow');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      part: 'gateway',
      cameraId: 'yard',
      msg: 'frames flow',
    });
  });

  it('blots a registered secret out of fields, addresses, errors and their causes', () => {
    const lines: string[] = [];
    const { log, registerSecret } = createLog({
      level: 'info',
      name: 'x',
      write: (line) => lines.push(line),
    });
    const secret = 'p@ss/"wörd';
    registerSecret(secret);
    const cause = new Error(`401 for rtsp://viewer:${encodeURIComponent(secret)}@host/`);
    log.error({ error: new Error(`with ${secret}`, { cause }), address: secret }, `said ${secret}`);
    const text = lines.join('');
    expect(text).not.toContain('wörd');
    expect(text).not.toContain(encodeURIComponent('wörd'));
    expect(text).toContain('***');
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it('leaves no tail of a secret that begins with another', () => {
    const lines: string[] = [];
    const { log, registerSecret } = createLog({
      level: 'info',
      name: 'x',
      write: (line) => lines.push(line),
    });
    for (const secret of ['pass', 'password123']) registerSecret(secret);
    log.info({}, 'said password123');
    expect(lines.join('')).toContain('said ***"');
  });
});
