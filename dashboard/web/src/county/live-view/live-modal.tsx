import { VideoCameraOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveView, type LiveViewProps } from './live-view.tsx';

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
          // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps keys from the board.
          <div onKeyDown={keepFromBoard}>{dialog}</div>
        )}
      >
        {isOpen && <LiveView {...props} />}
      </Modal>
    </>
  );
}

/** The board's keys must not take an alert behind the picture; Escape closes it. */
function keepFromBoard(event: KeyboardEvent): void {
  if (event.key !== 'Escape') event.stopPropagation();
}
