import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { takeFile } from './api.ts';
import { useFaultWords } from './fault.tsx';

const NAMES = { csv: 'CSV', xlsx: 'Excel' } as const;
type Format = keyof typeof NAMES;

/** Takes the rows of the filters away as a file; says how much has come, and can be stopped. */
export function ExportButtons({ isEmpty, search }: { search: string; isEmpty: boolean }) {
  const { t } = useTranslation();
  const { message, notification } = App.useApp();
  const faultWords = useFaultWords();
  const [running, setRunning] = useState<{ format: Format; bytes: number }>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const take = async (format: Format): Promise<void> => {
    const controller = new AbortController();
    stop.current = controller;
    setRunning({ format, bytes: 0 });
    const query = new URLSearchParams(search);
    query.set('format', format);
    query.set('lang', currentLanguage());
    try {
      await takeFile({
        path: `/api/ledger/export?${query}`,
        name: `ledger.${format}`,
        signal: controller.signal,
        onBytes: (bytes) => setRunning({ format, bytes }),
      });
      void message.success(t('ledger.exported', { format: NAMES[format] }));
    } catch (error) {
      if (!controller.signal.aborted) {
        const { remedy, what } = faultWords(error);
        notification.error({ title: what, description: remedy });
      }
    } finally {
      setRunning(undefined);
    }
  };
  return (
    <>
      {running && (
        <span className="ledger-progress" role="status">
          <Spin size="small" />{' '}
          {running.bytes === 0
            ? t('ledger.exportWaiting', { format: NAMES[running.format] })
            : t('ledger.exporting', { format: NAMES[running.format], size: sizeText(running.bytes) })}{' '}
          <Button size="small" onClick={() => stop.current?.abort()}>
            {t('ledger.cancel')}
          </Button>
        </span>
      )}
      {(Object.keys(NAMES) as Format[]).map((format) => (
        <Button
          key={format}
          data-testid={`export-${format}`}
          icon={<DownloadOutlined />}
          disabled={running !== undefined || isEmpty}
          onClick={() => void take(format)}
        >
          {t('ledger.export', { format: NAMES[format] })}
        </Button>
      ))}
    </>
  );
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
