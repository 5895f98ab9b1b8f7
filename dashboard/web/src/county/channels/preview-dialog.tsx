/** What a channel would send; nothing is sent. */
import { Modal, Segmented, Spin } from 'antd';
import { useCallback, useState } from 'react';
import type { ChannelView, PreviewOf } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { useTranslation } from '../../shared/language.ts';
import { useLoad } from '../escalation/use-load.ts';
import { channelsApi } from './api.ts';

const KINDS: readonly PreviewOf[] = ['alert', 'sent', 'drill', 'all_clear', 'test'];

export function PreviewDialog({ onClose, view }: { view: ChannelView; onClose: () => void }) {
  const { t } = useTranslation();
  const [of, setOf] = useState<PreviewOf>('alert');
  const { error, value } = useLoad(
    useCallback(() => channelsApi.preview(view.channel, of), [of, view.channel]),
  );
  return (
    <Modal
      open
      width={720}
      footer={null}
      title={t('channels.previewTitle', { channel: t(`channel.${view.kind}`) })}
      onCancel={onClose}
    >
      <p className="channels-intro">{t('channels.previewHint')}</p>
      <Segmented<PreviewOf>
        value={of}
        onChange={setOf}
        options={KINDS.map((kind) => ({ value: kind, label: t(`channels.of.${kind}`) }))}
      />
      <FaultAlert error={error} />
      {value === undefined ? (
        <Spin className="loading" />
      ) : (
        <pre className="channel-preview" data-testid="preview">
          {[
            `${t('channels.previewTo')}: ${value.to}`,
            ...Object.entries(value.headers).map(([name, text]) => `${name}: ${text}`),
            '',
            readable(value.body),
          ].join('\n')}
        </pre>
      )}
    </Modal>
  );
}

/** JSON with its lines, anything else as it is. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
