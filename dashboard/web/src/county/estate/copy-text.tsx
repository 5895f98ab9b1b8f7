import { Typography } from 'antd';
import { useTranslation } from '../../shared/language.ts';

/** Copies a text; also where the page came over plain HTTP, in which browsers offer no clipboard. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const icon = [
    <span key="copy" className="copy">
      {label}
    </span>,
    <span key="copied" className="copy">
      {t('estate.copied')}
    </span>,
  ];
  return <Typography.Text copyable={{ text, icon, tooltips: false }} />;
}
