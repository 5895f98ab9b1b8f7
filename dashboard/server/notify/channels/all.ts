/** A channel for each notifier of the config. */
import type { NotifierConfig } from '../../../../edge-config/contracts/channels.ts';
import type { Channel } from '../channel.ts';
import { barkChannel } from './bark.ts';
import { dingtalkChannel } from './dingtalk.ts';
import { feishuChannel } from './feishu.ts';
import { ntfyChannel } from './ntfy.ts';
import { smtpChannel } from './smtp.ts';
import { webhookChannel } from './webhook.ts';
import { wecomChannel } from './wecom.ts';

export function createChannel(config: NotifierConfig): Channel {
  switch (config.kind) {
    case 'webhook':
      return webhookChannel(config);
    case 'wecom':
      return wecomChannel(config);
    case 'dingtalk':
      return dingtalkChannel(config);
    case 'feishu':
      return feishuChannel(config);
    case 'bark':
      return barkChannel(config);
    case 'ntfy':
      return ntfyChannel(config);
    case 'smtp':
      return smtpChannel(config);
  }
}

/** Whether it reaches persons, each by a message of their own. */
export function isPersonal({ kind }: Pick<NotifierConfig, 'kind'>): boolean {
  return kind === 'webhook';
}
