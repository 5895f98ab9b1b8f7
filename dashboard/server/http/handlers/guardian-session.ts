/** What a signed-in guardian's phone needs for its own line to the broker. */
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { topics } from '../../../../edge-config/contracts/topics.ts';
import { guardianPassword, guardianUsername } from '../../../broker/guardian-password.ts';
import { guardianLabel } from '../../store/people.ts';
import type { HandlerContext } from '../context.ts';

export async function guardianSessionOf(
  { config, database }: Pick<HandlerContext, 'config' | 'database'>,
  guardianId: string,
): Promise<GuardianSession> {
  return {
    guardianId,
    label: await guardianLabel(database, guardianId),
    mqtt: {
      url: config.guardianBrokerUrl,
      username: guardianUsername(guardianId),
      password: guardianPassword(config.guardianKey, guardianId),
      alertTopic: topics.guardianAlert(guardianId),
      actionTopic: topics.guardianAction(guardianId),
      newsTopic: topics.guardianNews(guardianId),
    },
  };
}
