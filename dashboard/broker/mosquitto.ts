/** The same access rules for Mosquitto, where a county runs a broker of its own. */
import type { BrokerServerConfig } from '../../edge-config/contracts/console-config.ts';
import { accessRules, topics } from '../../edge-config/contracts/topics.ts';
import { guardianPassword, guardianUsername } from './guardian-password.ts';

/** Text of an `acl_file`. */
export function mosquittoAcl(config: Pick<BrokerServerConfig, 'accounts'>): string {
  const lines: string[] = [];
  for (const { username, role } of config.accounts) {
    const { publish, subscribe } = accessRules(role);
    lines.push(`user ${username}`);
    lines.push(...publish.map((filter) => `topic write ${filter}`));
    lines.push(...subscribe.map((filter) => `topic read ${filter}`), '');
  }
  // A guardian's user name is guardian/ID, the same as its part of the topic.
  const prefix = topics.guardianAlert('').replace(/guardian\/\/alert$/, '');
  const [alert, news, action] = ['alert', 'news', 'action'].map((leaf) => `${prefix}%u/${leaf}`);
  lines.push(`pattern read ${alert}`, `pattern read ${news}`, `pattern write ${action}`);
  return `# ${guardianUsername('ID')} signs in with a password derived by the console.\n${lines.join('\n')}\n`;
}

/**
 * Lines `user:password` of every account, of every guardian that a gateway is bound to, and of those whom the county has
 * bound. The passwords are plain: `mosquitto_passwd -U FILE` hashes them in place, and nothing but a file for it should
 * receive them.
 */
export function mosquittoPasswords(
  { accounts, guardianKey }: Pick<BrokerServerConfig, 'accounts' | 'guardianKey'>,
  boundIds: readonly string[] = [],
): string {
  const configured = accounts.flatMap(({ role }) => (role.kind === 'gateway' ? role.guardianIds : []));
  const guardianIds = [...configured, ...boundIds];
  const lines = [
    ...accounts.map(({ username, password }) => `${username}:${password}`),
    ...[...new Set(guardianIds)].map((id) => `${guardianUsername(id)}:${guardianPassword(guardianKey, id)}`),
  ];
  return `${lines.join('\n')}\n`;
}
