import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { soundSiren } from '../../../../gateway/adapters/siren/hook.ts';
import { sampleAlert } from '../../../support/alerts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

it('runs a command that is told what has happened, and no shell', async () => {
  const file = join(tempFolder(), 'sounded');
  const script = `require("fs").writeFileSync(process.argv[1], process.env.SHOUWANG_TYPE + " " + process.argv[2])`;
  const command = [process.execPath, '-e', script, file, '$HOME; rm -rf .'];
  await soundSiren({ kind: 'command', command }, sampleAlert());
  expect(readFileSync(file, 'utf8')).toBe('fall $HOME; rm -rf .');
});

it('says when the command fails or is not there', async () => {
  const fails = [process.execPath, '-e', 'process.exit(3)'];
  await expect(soundSiren({ kind: 'command', command: fails }, sampleAlert())).rejects.toThrow();
  await expect(soundSiren({ kind: 'command', command: ['/no/such/siren'] }, sampleAlert())).rejects.toThrow();
});

it('calls an address, and says when it answers badly', async () => {
  const bodies: string[] = [];
  let status = 204;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += String(chunk);
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const hook = { kind: 'http', url: `http://127.0.0.1:${port}/siren` } as const;
  await soundSiren(hook, sampleAlert());
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ type: 'fall', alertId: sampleAlert().alertId });
  status = 500;
  await expect(soundSiren(hook, sampleAlert())).rejects.toThrow('500');
});
