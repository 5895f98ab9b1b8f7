import { VideoCameraOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import { later } from '../shell/later.tsx';
import { useOwnKeys } from '../shell/use-own-keys.ts';
import type { LiveViewProps } from './live-view.tsx';

const LiveView = later(async () => (await import('./live-view.tsx')).LiveView);

/** A button that opens a camera's live view over the page; closing it ends the view. */
export function LiveButton(props: LiveViewProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  useOwnKeys(isOpen, () => setOpen(false));
  return (
    <>
      <Button
        size="small"
        type="link"
        icon={<VideoCameraOutlined />}
        data-testid="live-open"
        onClick={() => setOpen(true)}
      >
        {t('live.open')}
      </Button>
      <Modal
        open={isOpen}
        title={`${props.cameraName} · ${t('live.open')}`}
        footer={null}
        width={820}
        destroyOnHidden
        onCancel={() => setOpen(false)}
      >
        {isOpen && <LiveView {...props} />}
      </Modal>
    </>
  );
}
