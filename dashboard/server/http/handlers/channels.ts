/** Channels to people: how they are, a dry run, a try; and what was sent of an alert. */
import { ulid } from 'ulid';
import { WEB_PUSH } from '../../../../edge-config/contracts/channels.ts';
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import { type RungRole, rungRoleSchema } from '../../../../edge-config/contracts/escalation.ts';
import type { Notification } from '../../../../edge-config/contracts/notify.ts';
import type { CHANNEL_ROUTES, PreviewOf } from '../../../../edge-config/contracts/rest.ts';
import type { Channel } from '../../notify/channel.ts';
import { listAlertMessages, readChannelStates, recordTry } from '../../store/channels.ts';
import { countSubscriptions } from '../../store/push.ts';
import { readAlertView } from '../../store/views.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

/** No alert of the console has it: it is a time that was. */
const INVENTED = '01J0000000000000000000000A';

export function channelHandlers(context: HandlerContext): HandlersOf<typeof CHANNEL_ROUTES> {
  const { config, database, divisions, reach } = context;

  /** @throws ShouwangError NOT_FOUND */
  function channelOf(id: string): Channel {
    const channel = reach.channels.find((each) => each.id === id);
    if (channel === undefined) throw new ShouwangError('NOT_FOUND', `channel ${id}`);
    return channel;
  }

  function rolesOf({ id }: Channel): RungRole[] {
    const configured = config.notifiers.find((notifier) => notifier.id === id);
    // Whoever has a phone that is subscribed; nobody stands behind the village's loudspeaker.
    return configured?.roles ?? rungRoleSchema.options.filter((role) => role !== 'village_board');
  }

  return {
    listChannels: async () => {
      const stateOf = await readChannelStates(database);
      const subscriptions = await countSubscriptions(database);
      return {
        channels: reach.channels.map((channel) => ({
          ...{ channel: channel.id, kind: channel.kind, language: channel.language },
          ...{ roles: rolesOf(channel), subscriptions: channel.id === WEB_PUSH ? subscriptions : null },
          ...stateOf(channel.id),
        })),
      };
    },
    previewChannel: ({ params, query }) => {
      const channel = channelOf(params.channel);
      return channel.preview(
        reach.message(channel, invented(query.of, rolesOf(channel), instantOf(context))),
      );
    },
    testChannel: async ({ params, user }) => {
      const channel = channelOf(params.channel);
      const at = instantOf(context);
      const result = await tried(channel, at, user.username);
      await audit(context, user, {
        ...{ what: 'test channel', subject: channel.id, detail: result.answer },
      });
      return result;
    },
    alertMessages: async ({ params: { alertId }, user }) => {
      const view = await readAlertView(database, divisions, alertId);
      if (view === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
      requireWithin(user, view.division.code, `alert ${alertId}`);
      return { messages: await listAlertMessages(database, alertId) };
    },
  };

  /** Of Web Push, only one's own browsers are tried. */
  async function tried(channel: Channel, at: string, username: string) {
    if (channel.id === WEB_PUSH) {
      const sent = await reach.testPush({ kind: 'user', subject: username });
      return { ok: sent > 0, answer: `${sent} of your own browsers` };
    }
    const body: Notification = { kind: 'test', notificationId: ulid(), at };
    const outcome = await channel.send(reach.message(channel, body));
    const isTaken = outcome.kind === 'delivered';
    await recordTry(database, channel.id, isTaken ? null : outcome.error, at);
    await context.onChannelsChanged();
    return { ok: isTaken, answer: isTaken ? outcome.answer : outcome.error };
  }
}

function invented(of: PreviewOf, roles: readonly RungRole[], at: string): Notification {
  const notificationId = ulid();
  if (of === 'test') return { kind: 'test', notificationId, at };
  const about = {
    ...{ notificationId, alertId: INVENTED, roles: roles.slice(0, 1), recipients: [] },
    ...{ type: 'fall' as const, severity: 'extreme' as const },
    status: of === 'drill' ? ('exercise' as const) : ('actual' as const),
    ...{ placeLabel: '三组 7 号 · 院子', occurredAt: at },
  };
  if (of === 'all_clear') return { kind: 'all_clear', ...about, at, cause: 'closed', outcome: 'true' };
  const reason = { zh: '突然倒下', en: 'Dropped suddenly' };
  if (of !== 'sent') return { kind: 'alert', ...about, reason };
  const role = roles[0] ?? 'unit_head';
  const recipients = [{ responderId: 'unit-head', label: '联户长', role, phone: null }];
  return { kind: 'sent', ...about, recipients, reason, by: '值班员', at };
}
