/** An HTTP service of our own in place of a channel's: keeps what it was sent, and answers as the test says. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface StubRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ChannelStub {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly received: readonly StubRequest[];
}

/** @param answer to the request of this number, from 1. */
export async function channelStub(
  answer: (count: number, request: StubRequest) => StubAnswer | Promise<StubAnswer> = () => ({}),
): Promise<ChannelStub> {
  const received: StubRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
      const kept = {
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      received.push(kept);
      void Promise.resolve(answer(received.length, kept)).then(({ body = '', headers = {}, status = 200 }) =>
        response.writeHead(status, headers).end(body),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
