/**
 * Whether a push may be sent to an address that a browser gave: the console would otherwise knock at any door of its own
 * network for whoever is signed in. Names that lead inside are not looked up here: a push tells its sender nothing of the
 * answer but whether it was taken.
 */
import { BlockList, isIP } from 'node:net';

/** RFC 6890: not out there. */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ] as const),
]) {
  INSIDE.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  INSIDE.addSubnet(network, prefix, 'ipv6');
}

export function isPublicPushAddress(endpoint: string): boolean {
  const { hostname, protocol, username } = new URL(endpoint);
  if (protocol !== 'https:' || username !== '') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  if (version === 0) return host.includes('.') && !/\.(?:local|internal|localhost|lan|home)\.?$/.test(host);
  return !INSIDE.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
