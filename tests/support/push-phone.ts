/** A browser that takes Web Pushes, and the push service behind it: decrypts what it is sent, and checks who signed it. */
import { createECDH, createPublicKey, createVerify, randomBytes } from 'node:crypto';
import ece from 'http_ece';
import { type PushPayload, pushPayloadSchema } from '../../edge-config/contracts/push.ts';
import { channelStub, type StubAnswer, type StubRequest } from './channel-stub.ts';

export interface PushPhone {
  /** As a browser gives it to the console. */
  readonly subscription: { endpoint: string; keys: { p256dh: string; auth: string }; language: 'zh' | 'en' };
  readonly pushes: readonly Pushed[];
}

export interface Pushed {
  readonly payload: PushPayload;
  readonly ttlS: number;
  readonly urgency: string;
  readonly topic: string;
  /** Claims of the VAPID token, its signature checked by the key that it names. */
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
  readonly publicKey: string;
}

/** @param answer of the push service to the push of this number, from 1. */
export async function pushPhone(
  language: 'zh' | 'en' = 'zh',
  answer: (count: number) => StubAnswer = () => ({ status: 201 }),
): Promise<PushPhone> {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  const auth = randomBytes(16);
  const pushes: Pushed[] = [];
  const stub = await channelStub((count, request) => {
    const told = answer(count);
    if ((told.status ?? 200) < 300) pushes.push(read(request, keys, auth));
    return told;
  });
  const subscription = {
    endpoint: `${stub.url}/push/${randomBytes(12).toString('base64url')}`,
    keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
    language,
  };
  return { subscription, pushes };
}

function read({ body, headers }: StubRequest, keys: ReturnType<typeof createECDH>, auth: Buffer): Pushed {
  const decrypted = ece.decrypt(body, {
    version: 'aes128gcm',
    privateKey: keys,
    authSecret: auth.toString('base64url'),
  });
  const [, token = '', publicKey = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? '') ?? [];
  return {
    payload: pushPayloadSchema.parse(JSON.parse(decrypted.toString('utf8'))),
    ttlS: Number(headers['ttl']),
    urgency: String(headers['urgency']),
    topic: String(headers['topic']),
    claims: verified(token, publicKey),
    publicKey,
  };
}

/** RFC 8292: a JWT of ES256 by the key that is named beside it. @throws Error when it is not signed by it. */
function verified(token: string, publicKey: string): Pushed['claims'] {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256' },
    ...{ x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') },
  };
  const isSigned = createVerify('sha256')
    .update(`${head}.${claims}`)
    .verify(
      { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
  if (!isSigned) throw new Error('the VAPID token is not signed by its key');
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
}
