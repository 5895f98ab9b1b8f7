import { CopyOutlined } from '@ant-design/icons';
import { Alert, Button, Input, type InputRef, Modal, QRCode, Space } from 'antd';
import { useRef, useState } from 'react';
import type { SignInLink } from '../../../../../edge-config/contracts/rest.ts';
import { formatDateTime } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';

interface LinkShownProps {
  readonly displayName: string;
  readonly link: SignInLink;
  readonly onClose: () => void;
}

/** The only time at which the link can be seen. */
export function LinkShown({ displayName, link, onClose }: LinkShownProps) {
  const { t } = useTranslation();
  const input = useRef<InputRef>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    input.current?.select();
    // Browsers give the clipboard to pages over HTTPS only; the selected text is then copied by hand.
    await navigator.clipboard?.writeText(link.url).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <Modal
      open
      width={560}
      title={t('people.linkTitle', { name: displayName })}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose} data-testid="link-done">
          {t('people.linkDone')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('people.linkOnce')} />
      <Space.Compact block className="link-line">
        <Input
          ref={input}
          readOnly
          size="large"
          value={link.url}
          aria-label={t('people.link')}
          data-testid="link-url"
          onFocus={({ target }) => target.select()}
        />
        <Button size="large" icon={<CopyOutlined />} onClick={() => void copy()} data-testid="link-copy">
          {t(isCopied ? 'people.linkCopied' : 'people.linkCopy')}
        </Button>
      </Space.Compact>
      <div className="link-how">
        <QRCode value={link.url} size={148} bgColor="#fff" color="#000" type="svg" />
        <ul>
          <li>{t('people.linkHow1')}</li>
          <li>{t('people.linkHow2')}</li>
          <li>{t('people.linkHow3', { until: formatDateTime(link.expiresAt, currentLanguage()) })}</li>
        </ul>
      </div>
    </Modal>
  );
}
