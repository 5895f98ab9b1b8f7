import { VideoCameraOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import { later } from '../shell/later.tsx';
import type { LiveViewProps } from './live-view.tsx';

const LiveView = later(async () => (await import('./live-view.tsx')).LiveView);

/** A button that opens a camera's live view over the page; closing it ends the view. */
export function LiveButton(props: LiveViewProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
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
        modalRender={(dialog) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps keys from what lies behind.
          <div onKeyDown={(event) => keep(event, () => setOpen(false))}>{dialog}</div>
        )}
      >
        {isOpen && <LiveView {...props} />}
      </Modal>
    </>
  );
}

/**
 * The keys of what lies behind must not act while the picture is open. Escape closes the picture, and only it: not the
 * drawer behind, and not when it was meant for the dialog before it.
 */
function keep(event: KeyboardEvent<HTMLElement>, close: () => void): void {
  event.stopPropagation();
  const isOwn = event.currentTarget.contains(event.target as Node);
  if (event.key === 'Escape' && isOwn) close();
}
